import type { InstancePage } from '@holdfast/shared/state/instance-page'
import type { Logins } from '../../../../instance-manager/engine-process.ts'
import type { EnginePaths } from '../engine-paths.ts'
import type { Session } from '../session.ts'
import { accessWork } from './access-work.ts'
import { grantDatabases } from './grant-databases.ts'
import { grantExtensions } from './grant-extensions.ts'
import { grantPresets } from './grant-presets.ts'
import { grantRoles } from './grant-roles.ts'
import { judgeNames } from './judge-names.ts'
import { removeRoles } from './remove-role.ts'
import { everyItem, type Refusal } from './wishes.ts'

/** Milliseconds in which wishes are begun; the one who ordered them waits for the end. */
const roundLimit = 15_000

export interface AccessOrder {
  readonly paths: EnginePaths
  readonly page: InstancePage
  readonly verifiers: Logins
  readonly isAuthorityNew: boolean
  /** What is refused already. */
  readonly refused: readonly Refusal[]
  /** Called as soon as roles have what the page gives them. */
  readonly onRoles: (session: Session) => Promise<void>
}

/**
 * Brings what is inside the engine to what the page wishes, wish by wish, and gives those that were refused. A wish that
 * fails holds up no other. Everything follows from the catalogs: cut off anywhere, the next round goes on from there.
 */
export async function reconcileAccess(openSession: () => Promise<Session>, order: AccessOrder): Promise<Refusal[]> {
  const { page } = order
  const { access } = page
  if (!access) return [...order.refused]
  const refused = [...order.refused, ...judgeNames(page)]
  try {
    const session = await openSession()
    const work = accessWork({ ...order, session, refused, deadline: Date.now() + roundLimit })
    try {
      await grantRoles(work)
      await order.onRoles(session)
      for (const step of [grantDatabases, grantExtensions, grantPresets, removeRoles]) await step(work)
      return work.refused
    } finally {
      await work.close()
    }
  } catch (error) {
    // The engine went away in the middle: nothing is known of any wish.
    const because = `it could not be tried: ${error instanceof Error ? error.message : error}`
    return everyItem(access).map((item) => ({ item, because }))
  }
}
