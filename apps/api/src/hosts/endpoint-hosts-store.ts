import { isDeepStrictEqual } from 'node:util'
import { HostId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'
import { turnPage } from './host-store.ts'

const name = 'endpoint-hosts'

/** Every page names the installation's endpoint for certificates: when it was changed, each host gets a new page. True when it was. */
export async function applyEndpointHosts(tx: Tx, endpointHosts: readonly string[]): Promise<boolean> {
  const value = [...endpointHosts]
  const kept = await tx.setting.findUnique({ where: { name } })
  if (isDeepStrictEqual(kept?.value, value)) return false
  await tx.setting.upsert({ where: { name }, create: { name, value }, update: { value } })
  const hosts = await tx.host.findMany({ where: { removedAt: null }, select: { id: true }, orderBy: { id: 'asc' } })
  for (const host of hosts) await turnPage(tx, HostId.parse(host.id))
  return true
}
