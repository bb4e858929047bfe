import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Docker from 'dockerode'
import pg from 'pg'
import type { ThrowawayPlatform } from './throwaway-platform.ts'

/** The store as its owner, who may do what migrations may. */
export async function openStore({ name, home }: Pick<ThrowawayPlatform, 'name' | 'home'>): Promise<pg.Client> {
  const { NetworkSettings } = await new Docker().getContainer(`${name}-store`).inspect()
  const [network] = Object.values(NetworkSettings.Networks)
  const store = new pg.Client({
    host: network?.IPAddress ?? '',
    database: 'control',
    user: 'holdfast_migrate',
    password: (await readFile(join(home, 'secrets', 'store-migrate.password'), 'utf8')).trim(),
    ssl: { ca: await readFile(join(home, 'store', 'store-ca.pem'), 'utf8'), servername: `${name}-store` },
  })
  await store.connect()
  return store
}
