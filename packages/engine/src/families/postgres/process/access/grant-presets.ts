import type { GrantPreset } from '@holdfast/shared/state/desired'
import { loginPair } from '../../access-names.ts'
import { quoteName } from '../role-words.ts'
import type { Session } from '../session.ts'
import { type AccessFound, findAccess, isMade } from './access-found.ts'
import { type AccessWork, openDatabase, transact } from './access-work.ts'
import { endSessions } from './end-sessions.ts'
import { findGrantDifferences, grantStatements } from './grants.ts'
import { letKeeperBe } from './let-keeper-be.ts'
import { dispossessLive } from './remove-role.ts'
import { item } from './wishes.ts'

interface Wanted {
  readonly role: string
  readonly database: string
  readonly preset: GrantPreset | undefined
}

/** What is wished, and where a role holds something although nothing is wished there any more. Pure. */
export function wantedPresets(work: Pick<AccessWork, 'page' | 'refused'>, found: AccessFound): Wanted[] {
  const roles = work.page.access?.roles.filter((it) => it.state === 'present') ?? []
  return roles
    .filter(({ name }) => isMade(found.roles.get(name)) && !work.refused.some((it) => it.item === item.role(name)))
    .flatMap(({ name: role, grants }) => {
      const wished = grants.map(({ database, preset }) => ({ role, database, preset }))
      const held = [...(found.roles.get(role)?.traces.keys() ?? []), ...beginsElsewhere(role, found)]
      const left = [...new Set(held)].filter((database) => {
        const there = found.databases.get(database)
        return there?.isOpen && !there.isPlatforms && !grants.some((it) => it.database === database)
      })
      return [...wished, ...left.map((database) => ({ role, database, preset: undefined }))]
    })
}

/** Logical databases in which a login of the role begins as somebody else: as the owner. */
const beginsElsewhere = (role: string, found: AccessFound): string[] =>
  loginPair(role)
    .flatMap((login) => [...(found.roles.get(login)?.beginsAs.keys() ?? [])])
    .filter((database) => database !== '')

/** Statements by which the role becomes the owner's member, and its logins begin as the owner there. Pure. */
export function raiseStatements({ role, database }: Wanted, owner: string, found: AccessFound): string[] {
  const statements: string[] = []
  if (!found.roles.get(role)?.memberships.has(owner)) statements.push(`GRANT ${quoteName(owner)} TO ${quoteName(role)}`)
  for (const login of loginPair(role)) {
    const there = found.roles.get(login)
    if (there && there.beginsAs.get(database) !== owner)
      statements.push(
        `ALTER ROLE ${quoteName(login)} IN DATABASE ${quoteName(database)} SET role = ${quoteName(owner)}`,
      )
  }
  return statements
}

interface Lowering {
  readonly wanted: Wanted
  readonly owner: string
  /** Another database of the same owner is the role's still. */
  readonly keepsMembership: boolean
}

/** The way back. Pure. */
export function lowerStatements({ wanted, owner, keepsMembership }: Lowering, found: AccessFound): string[] {
  const { role, database } = wanted
  const statements: string[] = []
  for (const login of loginPair(role))
    if (found.roles.get(login)?.beginsAs.has(database))
      statements.push(`ALTER ROLE ${quoteName(login)} IN DATABASE ${quoteName(database)} RESET role`)
  if (!keepsMembership && found.roles.get(role)?.memberships.has(owner))
    statements.push(`REVOKE ${quoteName(owner)} FROM ${quoteName(role)}`)
  return statements
}

/** Looks in one round, of some thousand differences each. */
const mostLooks = 20

/** Gives and takes until nothing differs; true when something was taken. */
async function settleGrants(session: Session, { role, preset }: Wanted): Promise<boolean> {
  let isFewer = false
  for (let [look, isAll] = [0, false]; !isAll; look++) {
    if (look === mostLooks) throw new Error('there is too much to grant in one round; it goes on in the next')
    const differences = await findGrantDifferences(session, [{ role, preset }])
    await transact(session, grantStatements(differences.found))
    isFewer ||= differences.found.some((it) => it.extra.length > 0)
    isAll = differences.isAll
  }
  return isFewer
}

interface Scene {
  readonly all: readonly Wanted[]
  readonly found: AccessFound
  /** Roles whose rights in this database are not what they should be. */
  readonly differing: ReadonlySet<string>
}

async function applyPreset(work: AccessWork, wanted: Wanted, { all, found, differing }: Scene): Promise<void> {
  const { session } = work
  const { role, database, preset } = wanted
  const { owner } = openDatabase(database, found)
  await letKeeperBe(work, owner, found)
  if (preset === 'owner') await transact(session, raiseStatements(wanted, owner, found))
  const isFewer = differing.has(role) && (await settleGrants(await work.inDatabase(database, { owner }), wanted))
  if (preset === 'owner') return
  const logins = loginPair(role)
  const ownsStill = (it: Wanted) => it.role === role && it.preset === 'owner'
  const keepsMembership = all.some((it) => ownsStill(it) && found.databases.get(it.database)?.owner === owner)
  const statements = lowerStatements({ wanted, owner, keepsMembership }, found)
  if (statements.length > 0) await dispossessLive(work, { names: [role, ...logins], database, heir: owner, statements })
  if (preset === undefined && isFewer) await endSessions(session, { database, logins })
}

/** One look for all roles of a logical database: most rounds have nothing to do there. */
async function whoDiffers(work: AccessWork, wanted: readonly Wanted[], found: AccessFound): Promise<Set<string>> {
  const everybody = new Set(wanted.map(({ role }) => role))
  const [first] = wanted
  if (!first) return everybody
  try {
    const { owner } = openDatabase(first.database, found)
    await letKeeperBe(work, owner, found)
    const differences = await findGrantDifferences(await work.inDatabase(first.database, { owner }), wanted)
    return differences.isAll ? new Set(differences.found.map(({ role }) => role)) : everybody
  } catch {
    // Whoever is tried next meets the same and says it.
    return everybody
  }
}

/** The presets of each role in each logical database; what is no longer wished is taken away. */
export async function grantPresets(work: AccessWork): Promise<void> {
  const found = await findAccess(work.session, work.page)
  const all = wantedPresets(work, found)
  for (const there of Map.groupBy(all, ({ database }) => database).values()) {
    const differing = await whoDiffers(work, there, found)
    for (const wanted of there)
      await work.attempt(item.grant(wanted.role, wanted.database), () =>
        applyPreset(work, wanted, { all, found, differing }),
      )
  }
}
