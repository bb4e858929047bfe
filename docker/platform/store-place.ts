import { join } from 'node:path'
import type { Installation } from '../installation.ts'

/** `holdfast` itself is the engine's own closed database inside every instance. */
export const storeDatabase = 'control'
export const storeOwner = 'holdfast_owner'

/** Migrations run as the owner; the api's own login owns nothing and gets its rights by grants in the migrations. */
export const storeLogins = { migrate: 'holdfast_migrate', api: 'holdfast_api' } as const

export const storeHost = (installation: Installation): string => `${installation.name}-store`

export const storePaths = ({ paths }: Installation) => {
  const volume = join(paths.store, 'volume')
  return {
    volume,
    control: join(paths.store, 'control'),
    /** Whose signature the api accepts from the store. */
    ca: join(paths.store, 'store-ca.pem'),
    page: join(volume, 'conf', 'instance.json'),
    logins: join(volume, 'run', 'logins.json'),
    serverKey: join(volume, 'run', 'server.key'),
    serverCertificate: join(volume, 'run', 'server.crt'),
    serverCa: join(volume, 'run', 'ca.crt'),
  }
}
