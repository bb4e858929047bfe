import { createHash, timingSafeEqual } from 'node:crypto'
import type { Limits } from '@holdfast/shared/contract/organization-routes'
import { newId, type OrganizationId, PersonId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { makeOrganization } from './organizations.ts'
import { findPersonByEmail, isThereAnOperator, lockSignUp, savePerson } from './person-store.ts'

export interface SignUpRules {
  readonly mode: 'open' | 'invite' | 'closed'
  /** SHA-256 (hex) of the setup code, read at start; undefined when the platform made none. */
  readonly setupCodeHash: string | undefined
  readonly defaultLimits: Limits
}

export interface SignUp {
  readonly email: string
  readonly passwordHash: string
  readonly organization: string | undefined
  readonly setupCode: string | undefined
}

/**
 * Makes a person and the organization that they own. The first one needs the setup code and becomes operator;
 * later ones come in as the rules say.
 */
export async function signUp(
  tx: Tx,
  rules: SignUpRules,
  wish: SignUp,
): Promise<{ personId: PersonId; organizationId: OrganizationId; isOperator: boolean }> {
  await lockSignUp(tx)
  const isFirst = !(await isThereAnOperator(tx))
  demandEntry(rules, wish.setupCode, isFirst)
  if (await findPersonByEmail(tx, wish.email)) throw new Problem('email-taken', {})
  const personId = PersonId.parse(newId('pe'))
  await savePerson(tx, { id: personId, email: wish.email, passwordHash: wish.passwordHash, isOperator: isFirst })
  const name = wish.organization ?? organizationNameFrom(wish.email)
  const { id } = await makeOrganization(tx, { name, owner: personId, limits: rules.defaultLimits })
  return { personId, organizationId: id, isOperator: isFirst }
}

/** Makes the person whom an invitation names; the membership it gives is their only one. */
export async function signUpInvited(tx: Tx, rules: SignUpRules, person: { email: string; passwordHash: string }) {
  await lockSignUp(tx)
  await demandInvitedEntry(tx, rules, person.email)
  const id = PersonId.parse(newId('pe'))
  await savePerson(tx, { id, ...person, isOperator: false })
  return { id, email: person.email }
}

/** Throws unless an invited person may sign up: asked before the costly hashing, and again in the transaction. */
export async function demandInvitedEntry(tx: Tx, rules: SignUpRules, email: string): Promise<void> {
  if (rules.mode === 'closed') throw new Problem('sign-up-closed', { mode: rules.mode })
  if (await findPersonByEmail(tx, email)) throw new Problem('email-taken', {})
}

/** Throws unless this sign-up may go on: asked before the costly hashing, and again in the transaction. */
export function demandEntry(rules: SignUpRules, setupCode: string | undefined, isFirst: boolean): void {
  if (isFirst) {
    if (!isSetupCode(rules, setupCode)) throw new Problem('setup-code-wrong', {})
  } else if (rules.mode !== 'open') throw new Problem('sign-up-closed', { mode: rules.mode })
}

export const hashSetupCode = (code: string): string => createHash('sha256').update(code.trim()).digest('hex')

function isSetupCode(rules: SignUpRules, given: string | undefined): boolean {
  if (rules.setupCodeHash === undefined || given === undefined) return false
  return timingSafeEqual(Buffer.from(rules.setupCodeHash), Buffer.from(hashSetupCode(given)))
}

/** `ada@engines.example` → `ada's organization`. */
export const organizationNameFrom = (email: string): string => `${email.split('@')[0]?.slice(0, 60)}'s organization`
