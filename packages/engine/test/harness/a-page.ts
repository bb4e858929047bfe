import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { GiB } from '@holdfast/shared/units'

/** A page that is right in every field; tests change what they are about. */
export const aPage = (change: Partial<InstancePage> = {}): InstancePage => ({
  v: 1,
  instanceId: 'in_0123456789abcdefghjk',
  databaseId: 'db_0123456789abcdefghjk',
  engine: 'postgres',
  version: '17',
  role: 'primary',
  epoch: 1,
  cpus: 1,
  memoryBytes: GiB,
  storageBytes: 10 * GiB,
  connectionLimit: 100,
  restarts: 0,
  databaseName: 'shop',
  ownerRole: 'shop',
  logins: { shop_a: 1, shop_b: 1 },
  certificateHash: 'ab',
  settings: {},
  ...change,
})
