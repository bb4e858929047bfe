import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import type { Command } from '../command.ts'
import { keepTokens } from '../keep-tokens.ts'
import { asPersonOptions, emailOf, passwordsFrom } from '../own-session.ts'
import { secretIn } from '../secret-in.ts'

const signUp: Command = {
  usage: 'sign-up --email E --password-stdin [--organization O] [--setup-code C]',
  summary: 'Sign up, make an organization, and stay signed in',
  example: 'holdfast sign-up --email ada@example.com --password-stdin --organization "Analytical Engines" < password',
  options: { ...asPersonOptions, organization: { type: 'string' }, 'setup-code': { type: 'string' } },
  isForAnybody: true,
  async run(context, args) {
    const email = emailOf(context, args)
    const [password] = await passwordsFrom(context, args)
    const organization = args.text('organization')
    const setupCode = args.text('setup-code')
    const body = { email, password, ...(organization && { organization }), ...(setupCode && { setupCode }) }
    return keepTokens(context, await context.call(personRoutes.signUp, { body }))
  },
}

const login: Command = {
  usage: 'login --email E --password-stdin [--profile NAME] [--organization O]',
  summary: 'Sign in and keep a token for each of your organizations on this machine',
  example: 'holdfast login --profile work --email ada@example.com --password-stdin < password',
  options: { ...asPersonOptions, organization: { type: 'string' } },
  isForAnybody: true,
  async run(context, args) {
    const email = emailOf(context, args)
    const [password] = await passwordsFrom(context, args)
    const session = await context.call(personRoutes.signIn, { body: { email, password } })
    return keepTokens(context, session, args.text('organization'))
  },
}

const whoami: Command = {
  usage: 'whoami',
  summary: 'Who you are, for which organization, with which permissions',
  example: 'holdfast whoami --profile work',
  async run(context) {
    const me = await context.call(personRoutes.whoami, {})
    const kept = context.profile?.organizations.find(({ token }) => token === context.token)
    const who = me.person?.email ?? (kept ? `a token of ${context.profile?.email}` : 'a token')
    const what = kept ? `"${kept.name}" (${kept.id})` : (me.organizationId ?? 'no organization')
    context.output.result(me, `${who} for ${what}\n  ${me.permissions.join(', ')}`)
    return 0
  },
}

const usePasswordReset: Command = {
  usage: 'password reset LINK --password-stdin',
  summary: 'Choose a new password with a reset link; every session ends',
  example: "holdfast password reset 'https://holdfast.example/password-reset#hf_reset_…' --password-stdin < password",
  options: { 'password-stdin': { type: 'boolean' } },
  isForAnybody: true,
  async run(context, args) {
    const [password] = await passwordsFrom(context, args)
    const body = { value: secretIn(args.at(0)), password }
    await context.call(accountRoutes.resetPassword, { body })
    context.output.result({ reset: true }, 'The new password holds; sign in with it.')
    return 0
  },
}

export const signInCommands: readonly Command[] = [signUp, login, whoami, usePasswordReset]
