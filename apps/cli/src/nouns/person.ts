import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { operatorRoutes } from '@holdfast/shared/contract/operator-routes'
import { type Command, type Context, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { table } from '../output.ts'
import { secretIn } from '../secret-in.ts'

async function findPerson({ call }: Context, email: string) {
  const { items } = await call(operatorRoutes.listPeople, { query: { email } })
  const [person] = items
  if (!person) throw new UsageError(`nobody has signed up as "${email}"`)
  return person
}

const list: Command = {
  usage: 'person list',
  summary: 'Everybody who has signed up (operators)',
  async run(context) {
    const items = await everyPage((query) => context.call(operatorRoutes.listPeople, { query }))
    const rows = items.map((it) => [
      it.email,
      it.isOperator ? 'operator' : '',
      it.memberships.map(({ name, role }) => `${role} of ${name}`).join(', '),
      it.id,
    ])
    context.output.result({ items }, table(['e-mail', '', 'organizations', 'id'], rows))
    return 0
  },
}

const setOperator: Command = {
  usage: 'person set-operator EMAIL [--off]',
  summary: 'Make a person an operator of the installation, or no longer one (operators)',
  options: { off: { type: 'boolean' } },
  async run(context, args) {
    const { id } = await findPerson(context, args.at(0))
    const body = { isOperator: !args.flag('off') }
    const person = await context.call(operatorRoutes.setOperator, { params: { personId: id }, body })
    context.output.result(person, `${person.email} is ${person.isOperator ? 'an operator' : 'no operator'}`)
    return 0
  },
}

const resetPassword: Command = {
  usage: 'person reset-password EMAIL',
  summary: 'A link with which a person chooses a new password (operators)',
  async run(context, args) {
    const { id } = await findPerson(context, args.at(0))
    const offer = await context.call(operatorRoutes.offerPasswordReset, { params: { personId: id } })
    context.output.remark(`For ${offer.email}, good once until ${offer.expiresAt}. The link is shown only now:`)
    context.output.result(offer, offer.url ?? `A link was mailed to ${offer.email}.`)
    return 0
  },
}

const usePasswordReset: Command = {
  usage: 'password reset LINK --password-stdin',
  summary: 'Choose a new password with a reset link; every session ends',
  options: { 'password-stdin': { type: 'boolean' } },
  async run(context, args) {
    if (!args.flag('password-stdin'))
      throw new UsageError('needs --password-stdin, so that the password stands in no history')
    const body = { value: secretIn(args.at(0)), password: await context.readInput() }
    await context.call(accountRoutes.resetPassword, { body })
    context.output.result({ reset: true }, 'The new password holds; sign in with it.')
    return 0
  },
}

export const personCommands: readonly Command[] = [list, setOperator, resetPassword, usePasswordReset]
