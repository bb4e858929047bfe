import type { InstancePage } from '@holdfast/shared/state/instance-page'
import type { Logins } from '../../../../instance-manager/engine-process.ts'
import type { EnginePaths } from '../engine-paths.ts'
import { openKeeper, openSuperuserIn, type Session } from '../session.ts'
import type { AccessFound, DatabaseFound } from './access-found.ts'
import type { Refusal } from './wishes.ts'

/** One round of granting wishes: each is tried by itself, and what is refused is kept with its reason. */
export interface AccessWork {
  /** A superuser's, in the platform's own database. */
  readonly session: Session
  readonly page: InstancePage
  readonly verifiers: Logins
  /** Another authority of clients' certificates than before, or another list of revoked ones: who showed one shows it again. */
  readonly isAuthorityNew: boolean
  readonly refused: Refusal[]
  readonly attempt: (item: string, grant: () => Promise<void>) => Promise<void>
  readonly inDatabase: (database: string, as: { readonly owner: string } | 'superuser') => Promise<Session>
  readonly close: () => Promise<void>
}

const longestReason = 500

/** The tenant changed or dropped the same thing at the same moment: nothing was done, and once more is enough. */
const isCollision = (error: unknown): boolean =>
  error instanceof Error &&
  /tuple concurrently (updated|deleted)|deadlock detected|(relation|schema) .* does not exist/.test(error.message)

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, longestReason)

export interface AccessWorkInput {
  readonly session: Session
  readonly paths: EnginePaths
  readonly page: InstancePage
  readonly verifiers: Logins
  readonly isAuthorityNew: boolean
  /** Refused before anything was tried. */
  readonly refused: readonly Refusal[]
  /** When no further wish is begun, in milliseconds since 1970. */
  readonly deadline: number
}

export function accessWork(input: AccessWorkInput): AccessWork {
  const { paths, deadline } = input
  const refused = [...input.refused]
  const open = new Map<string, Promise<Session>>()
  const inDatabase: AccessWork['inDatabase'] = (database, as) => {
    const key = JSON.stringify([database, as])
    const there = open.get(key)
    if (there) return there
    const opening = as === 'superuser' ? openSuperuserIn(paths, database) : openKeeper(paths, database, as.owner)
    open.set(key, opening)
    return opening
  }
  return {
    ...input,
    refused,
    inDatabase,
    attempt: async (item, grant) => {
      if (refused.some((it) => it.item === item)) return
      try {
        if (Date.now() > deadline) throw new Error('the time for one round was over before its turn; it is tried again')
        await grant().catch((error) => (isCollision(error) ? grant() : Promise.reject(error)))
      } catch (error) {
        refused.push({ item, because: reason(error) })
      }
    },
    close: async () => {
      const sessions = await Promise.allSettled(open.values())
      await Promise.allSettled(sessions.map((it) => (it.status === 'fulfilled' ? it.value.end() : undefined)))
    },
  }
}

/** In one transaction: a query of several statements is one. */
export async function transact(session: Session, statements: readonly string[]): Promise<void> {
  if (statements.length > 0) await session.query(statements.join(';\n'))
}

/** The logical database of this name that one may work in; throws where there is none. */
export function openDatabase(name: string, found: AccessFound): DatabaseFound {
  const there = found.databases.get(name)
  if (!there || there.isPlatforms) throw new Error(`there is no logical database named ${name}`)
  if (!there.isOpen) throw new Error(`the logical database ${name} lets nobody in`)
  return there
}
