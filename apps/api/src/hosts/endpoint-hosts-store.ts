import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../platform/database/database.ts'
import { listHostIds, turnPage } from './host-store.ts'

const name = 'endpoint-hosts'

/** Every page names the installation's endpoint for certificates: when it was changed, each host gets a new page. True when it was. */
export async function applyEndpointHosts(tx: Tx, endpointHosts: readonly string[]): Promise<boolean> {
  const value = [...endpointHosts]
  const kept = await tx.setting.findUnique({ where: { name } })
  if (isDeepStrictEqual(kept?.value, value)) return false
  await tx.setting.upsert({ where: { name }, create: { name, value }, update: { value } })
  for (const hostId of await listHostIds(tx)) await turnPage(tx, hostId)
  return true
}
