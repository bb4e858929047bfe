import { type Call, createClient } from '@holdfast/shared/client/client'
import { personRoutes, type SessionView } from '@holdfast/shared/contract/person-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import { type Arguments, type Context, UsageError } from './command.ts'

/** Options of whatever only a person with their password may do, since a token is no person. */
export const asPersonOptions = { email: { type: 'string' }, 'password-stdin': { type: 'boolean' } } as const

/** Standard input as lines; only where the command line says that a password comes that way. */
export async function passwordsFrom(context: Context, args: Arguments): Promise<readonly [string, ...string[]]> {
  if (!args.flag('password-stdin'))
    throw new UsageError('needs --password-stdin, so that the password stands in no history')
  const [first = '', ...more] = (await context.readInput()).split(/\r?\n/)
  return [first, ...more]
}

/** `--email`, or the one that the profile is of. */
export function emailOf(context: Context, args: Arguments): string {
  const email = args.text('email') ?? context.profile?.email
  if (!email) throw new UsageError('needs --email E')
  return email
}

/** A client that speaks as the person of a session. */
export const callAs = (context: Context, session: SessionView, organizationId?: OrganizationId): Call =>
  createClient({ url: context.url, token: () => session.accessToken, organization: () => organizationId })

interface Own {
  readonly call: Call
  readonly session: SessionView
  readonly password: string
  /** Further lines of standard input. */
  readonly more: readonly string[]
}

/** Signs in with the password from standard input, does what only a person may, and ends the session again. */
export async function asPerson<Answer>(
  context: Context,
  args: Arguments,
  act: (own: Own) => Promise<Answer>,
): Promise<Answer> {
  const email = emailOf(context, args)
  const [password, ...more] = await passwordsFrom(context, args)
  const session = await context.call(personRoutes.signIn, { body: { email, password } })
  const call = callAs(context, session, context.organizationId)
  try {
    return await act({ call, session, password, more })
  } finally {
    await endQuietly(context, session)
  }
}

/** Ends a session that may have ended by what was just done; a failure here must not hide the outcome, and it ends by itself. */
export const endQuietly = (context: Context, session: SessionView): Promise<void> =>
  callAs(context, session)(personRoutes.signOut, {}).catch(() => undefined)
