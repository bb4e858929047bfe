import type { HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { lockHost, lockPlacement, saveLabels } from './host-store.ts'

const mostLabels = 50

/** Sets labels and takes those away whose value is null; returns all that the host carries then. */
export async function labelHost(
  tx: Tx,
  hostId: HostId,
  changes: Readonly<Record<string, string | null>>,
): Promise<Record<string, string>> {
  // Labels decide about places.
  await lockPlacement(tx)
  const host = await lockHost(tx, hostId)
  if (!host) throw new Problem('not-found', { subject: 'the host' })
  const pairs = Object.entries({ ...host.labels, ...changes }).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  )
  if (pairs.length > mostLabels) throw new Problem('invalid-input', { fields: ['labels'] })
  const labels = Object.fromEntries(pairs)
  await saveLabels(tx, hostId, labels)
  return labels
}
