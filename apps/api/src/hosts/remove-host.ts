import type { DatabaseId, HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { publishEvent } from '../audit/publish-event.ts'
import { type Actor, installationOrganization, recordAudit } from '../audit/record-audit.ts'
import type { DatabaseRecord } from '../databases/database-record.ts'
import { listDatabasesOnHost } from '../databases/database-store.ts'
import type { Tx } from '../platform/database/database.ts'
import { lockHost, lockPlacement } from './host-store.ts'
import { lockPeers } from './peer-store.ts'
import type { HostPresence } from './presence.ts'
import { revokeHost } from './revoke-host.ts'

export interface Removal {
  readonly hostId: HostId
  /** Databases whose loss whoever asks has named, one by one. */
  readonly lost: readonly DatabaseId[]
  readonly now: Date
  readonly actor: Actor
}

/**
 * Takes a host off the books: nothing is placed there, and its certificate is worth nothing from the commit on. One with databases
 * stays, unless it is silent and each of them is named as lost; those stay on the books, unreachable, with the reason, and their
 * organizations are told. Returns them. Throws `host-in-use`.
 */
export async function removeHost(
  tx: Tx,
  { hostId, lost, now, actor }: Removal,
  presence: Pick<HostPresence, 'of'>,
): Promise<readonly DatabaseRecord[]> {
  await lockPlacement(tx)
  await lockPeers(tx)
  const host = await lockHost(tx, hostId)
  if (!host) throw new Problem('not-found', { subject: 'the host' })
  const there = await listDatabasesOnHost(tx, hostId)
  demandEmptyOrGivenUp(host.name, there, { lost, isSilent: presence.of(hostId).state === 'silent' })
  await revokeHost(tx, hostId, now)
  for (const { id, organizationId, name } of there)
    await recordAudit(tx, {
      ...{ organizationId, actor, address: null, action: 'database.lost', subject: id, requestId: null },
      facts: { name, host: host.name, because: 'an operator removed its dead host' },
    })
  const version = host.generation + 1
  await publishEvent(tx, {
    ...{ organizationId: installationOrganization, topic: 'host', subject: hostId, version, view: null },
  })
  return there
}

interface GivenUp {
  readonly lost: readonly DatabaseId[]
  readonly isSilent: boolean
}

function demandEmptyOrGivenUp(host: string, there: readonly DatabaseRecord[], { lost, isSilent }: GivenUp): void {
  const given = new Set<string>(lost)
  const unnamed = there.filter(({ id }) => !given.has(id))
  const mostNamed = 50
  const databases = (unnamed.length > 0 ? unnamed : there).slice(0, mostNamed).map(({ id, name }) => `${id} (${name})`)
  if (there.length > 0 && !isSilent)
    throw new Problem('host-in-use', { host, databases, because: 'it is alive and holds them: delete them first' })
  if (unnamed.length === 0) return
  const because = 'it is silent, and each of them would be lost with it: bring it back, or name every one as lost'
  throw new Problem('host-in-use', { host, databases, because })
}
