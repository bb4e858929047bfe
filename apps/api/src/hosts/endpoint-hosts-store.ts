import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../platform/database/database.ts'
import type { EndpointNaming } from './endpoint-naming.ts'
import { listHostIds, turnPage } from './host-store.ts'

const name = 'endpoint-hosts'

/** Every page names the installation's endpoint and domain: when it was changed, each host gets a new page. True when it was. */
export async function applyEndpointHosts(tx: Tx, { endpointHosts, domain }: EndpointNaming): Promise<boolean> {
  const names = domain ? [`*.${domain.name}:${domain.directPort},${domain.pooledPort}`] : []
  const value = [...endpointHosts, ...names]
  const kept = await tx.setting.findUnique({ where: { name } })
  if (isDeepStrictEqual(kept?.value, value)) return false
  await tx.setting.upsert({ where: { name }, create: { name, value }, update: { value } })
  for (const hostId of await listHostIds(tx)) await turnPage(tx, hostId)
  return true
}
