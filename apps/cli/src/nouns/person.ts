import { operatorRoutes } from '@holdfast/shared/contract/operator-routes'
import { type Command, type Context, UsageError } from '../command.ts'
import { everyPage } from '../every-page.ts'
import { listCommand } from '../list-command.ts'
import { table } from '../output.ts'

async function findPerson({ call }: Context, email: string) {
  const { items } = await call(operatorRoutes.listPeople, { query: { email } })
  const [person] = items
  if (!person) throw new UsageError(`nobody has signed up as "${email}"`)
  return person
}

const list = listCommand({
  usage: 'person list',
  summary: 'Everybody who has signed up (operators)',
  example: 'holdfast person list',
  ask: (context, query) => context.call(operatorRoutes.listPeople, { query }),
  head: ['e-mail', '', 'organizations', 'id'],
  row: (it) => [
    it.email,
    it.isOperator ? 'operator' : '',
    it.memberships.map(({ name, role }) => `${role} of ${name}`).join(', '),
    it.id,
  ],
  none: 'Nobody has signed up.',
})

const resetPassword: Command = {
  usage: 'person reset-password EMAIL',
  summary: 'A link with which a person chooses a new password (operators)',
  example: 'holdfast person reset-password grace@example.com',
  async run(context, args) {
    const { id } = await findPerson(context, args.at(0))
    const offer = await context.call(operatorRoutes.offerPasswordReset, { params: { personId: id } })
    context.output.remark(`For ${offer.email}, good once until ${offer.expiresAt}. The link is shown only now:`)
    context.output.result(offer, offer.url ?? `A link was mailed to ${offer.email}.`)
    return 0
  },
}

const listOperators: Command = {
  usage: 'operator list',
  summary: 'Who runs the installation (operators)',
  example: 'holdfast operator list',
  async run(context) {
    const people = await everyPage((query) => context.call(operatorRoutes.listPeople, { query }))
    const items = people.filter(({ isOperator }) => isOperator)
    const rows = items.map(({ email, id }) => [email, id])
    context.output.result({ items, nextCursor: null }, table(['e-mail', 'id'], rows))
    return 0
  },
}

const setOperator: Command = {
  usage: 'operator set EMAIL [--off]',
  summary: 'Make a person an operator of the installation, or no longer one (operators)',
  example: 'holdfast operator set grace@example.com',
  options: { off: { type: 'boolean' } },
  async run(context, args) {
    const { id } = await findPerson(context, args.at(0))
    const body = { isOperator: !args.flag('off') }
    const person = await context.call(operatorRoutes.setOperator, { params: { personId: id }, body })
    context.output.result(person, `${person.email} is ${person.isOperator ? 'an operator' : 'no operator'}`)
    return 0
  },
}

export const personCommands: readonly Command[] = [list, resetPassword, listOperators, setOperator]
