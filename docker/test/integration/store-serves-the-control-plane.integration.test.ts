import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import Docker from 'dockerode'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InstallationSettings } from '../../config.ts'
import { buildImages } from '../../images.ts'
import { installationFrom } from '../../installation.ts'
import { ensureNetwork } from '../../platform/ensure-network.ts'
import { engineImage } from '../../platform/releases.ts'
import { ensureHome, ensureSecrets, readSecret, type SecretName } from '../../platform/secrets.ts'
import { ensureStore } from '../../platform/store.ts'
import { storeDatabase, storeHost, storeLogins, storePaths } from '../../platform/store-place.ts'
import { wipe } from '../../wipe.ts'

const docker = new Docker()
const installation = installationFrom(
  InstallationSettings.parse({
    HOLDFAST_NAME: `hf-${randomBytes(4).toString('hex')}`,
    HOLDFAST_HOME: mkdtempSync(join(tmpdir(), 'holdfast-store-')),
  }),
)

const session = async (user: string, secret: SecretName) => {
  const { NetworkSettings } = await docker.getContainer(storeHost(installation)).inspect()
  const client = new pg.Client({
    host: NetworkSettings.Networks[installation.network]?.IPAddress ?? '',
    port: defaultEngine.port,
    database: storeDatabase,
    user,
    password: readSecret(installation, secret),
    ssl: { ca: readFileSync(storePaths(installation).ca, 'utf8'), servername: storeHost(installation) },
  })
  await client.connect()
  return client
}

const query = async (user: string, secret: SecretName, sql: string) => {
  const client = await session(user, secret)
  try {
    return (await client.query(sql)).rows[0]
  } finally {
    await client.end()
  }
}

describe("the control plane's own store", () => {
  let image = ''

  beforeAll(async () => {
    const name = engineImage(defaultEngine.family)
    const images = await buildImages({ docker, only: [name] })
    image = images.find((built) => built.name === name)?.imageId ?? ''
    ensureHome(installation)
    ensureSecrets(installation)
    await ensureNetwork(docker, installation)
    await ensureStore(docker, installation, image)
  })

  afterAll(() => wipe({ docker, installation, keepImages: true, report: () => undefined }))

  it('lets migrations act as the owner, over TLS with a certificate that names the store', async () => {
    const sql = 'select current_user as acts, (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as tls'
    expect(await query(storeLogins.migrate, 'store-migrate.password', sql)).toEqual({
      acts: 'holdfast_owner',
      tls: true,
    })
  })

  it("gives the api's own login nothing that a migration did not grant", async () => {
    await query(storeLogins.migrate, 'store-migrate.password', 'create table kept (id int)')
    const denied = query(storeLogins.api, 'store-api.password', 'select * from kept')
    await expect(denied).rejects.toThrow(/permission denied/)
    const made = query(storeLogins.api, 'store-api.password', 'create table public.own (id int)')
    await expect(made).rejects.toThrow(/permission denied/)
  })

  it('is kept with its data when it is brought up again', async () => {
    const { Id } = await docker.getContainer(storeHost(installation)).inspect()
    await ensureStore(docker, installation, image)
    expect((await docker.getContainer(storeHost(installation)).inspect()).Id).toBe(Id)
    const sql = "select to_regclass('kept') is not null as found"
    expect(await query(storeLogins.migrate, 'store-migrate.password', sql)).toEqual({ found: true })
  })
})
