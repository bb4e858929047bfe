import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import { GiB } from '@holdfast/shared/units'
import { afterAll, beforeAll } from 'vitest'
import { type Api, compose } from '../../src/compose.ts'
import type { ApiConfig } from '../../src/config.ts'
import type { AnsweredRequest } from '../../src/http/server.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { Secret } from '../../src/platform/secret.ts'
import { connectPeer, type Door, joinHost, type LinkPeer } from './link-peer.ts'
import { obedient } from './observed-pages.ts'
import { type FreshDatabase, migrationsDirectory, type Stores, useStores } from './stores.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a stranger's program knows no types of ours
  readonly body: any
}

export interface AskOptions {
  readonly token?: string | undefined
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface Person {
  readonly email: string
  readonly password: string
  readonly token: string
  readonly personId: string
  readonly organizationId: string
  /** `holdfast_refresh=…`, as a browser would send it back. */
  readonly cookie: string
}

export interface ApiUnderTest {
  readonly url: string
  readonly setupCode: string
  readonly stores: Stores
  readonly store: FreshDatabase
  readonly config: ApiConfig
  readonly api: Api
  /** Every request answered so far. */
  readonly answered: readonly AnsweredRequest[]
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  /** Signs up; the first one becomes operator. */
  signUp(): Promise<Person>
  /** Lets a host join over the real link that does whatever its pages ask for. */
  joinHost(): Promise<LinkPeer>
  /** Another replica over the same stores. */
  startReplica(): Promise<Api>
}

export type ConfigChange = (config: ApiConfig) => ApiConfig | Promise<ApiConfig>

/** The whole api as `compose` makes it, on real stores, for the tests of one file. Call it at the top of the file. */
export function useApi(change: ConfigChange = (config) => config): ApiUnderTest {
  const stores = useStores()
  const setupCode = `code-${randomBytes(6).toString('hex')}`
  const answered: AnsweredRequest[] = []
  const running: Api[] = []
  const peers: LinkPeer[] = []
  let directory = ''
  let started: Started | undefined

  const get = (): Started => {
    if (!started) throw new Error('the api has not been started yet')
    return started
  }
  const start = async (config: ApiConfig) => {
    const api = await compose(config, { strictReplies: true, onAnswered: (request) => answered.push(request) })
    running.push(api)
    return api
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-api-'))
    await writeFile(join(directory, 'releases.json'), JSON.stringify(releases()))
    const store = await stores.freshDatabase()
    const config = await change(testConfig({ directory, setupCode, store, redisUrl: stores.redisUrl }))
    started = { api: await start(config), store, config }
  })
  afterAll(async () => {
    for (const peer of peers) peer.close()
    for (const api of running) await api.close()
    await rm(directory, { recursive: true, force: true })
  })

  const ask: ApiUnderTest['ask'] = (method, path, options) => askAt(get().api.address + path, method, options)
  return {
    get url() {
      return get().api.address
    },
    get store() {
      return get().store
    },
    get config() {
      return get().config
    },
    get api() {
      return get().api
    },
    stores,
    setupCode,
    answered,
    ask,
    signUp: () => signUpAt(ask, setupCode),
    startReplica: () => start(get().config),
    async joinHost() {
      const peer = await joinObedientHost(get().api, (await ask('GET', '/v1/ca.pem')).body)
      peers.push(peer)
      return peer
    },
  }
}

interface Started {
  readonly api: Api
  readonly store: FreshDatabase
  readonly config: ApiConfig
}

async function askAt(url: string, method: string, options: AskOptions = {}): Promise<Answer> {
  const { token, body, headers } = options
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}

async function signUpAt(ask: ApiUnderTest['ask'], setupCode: string): Promise<Person> {
  const email = `p-${randomBytes(6).toString('hex')}@holdfast.example`
  const password = 'correct horse battery'
  const { status, headers, body } = await ask('POST', '/v1/sign-up', { body: { email, password, setupCode } })
  if (status !== 201) throw new Error(`sign-up answered ${status} ${JSON.stringify(body)}`)
  return {
    email,
    password,
    token: body.accessToken,
    personId: body.person.id,
    organizationId: body.person.memberships[0].organizationId,
    cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '',
  }
}

async function joinObedientHost(api: Api, root: string): Promise<LinkPeer> {
  const door: Door = {
    link: { port: api.linkPort },
    authority: { root },
    database: api.database,
    parts: { clock: systemClock },
  }
  const peer = await connectPeer(door, await joinHost(door, `host-${randomBytes(4).toString('hex')}`))
  peer.onDesired = (page) => peer.report(obedient(page))
  peer.report({})
  await peer.desired(() => true)
  return peer
}

const releases = () => [
  {
    engine: defaultEngine.family,
    version: defaultEngine.defaultVersion,
    imageId: `sha256:${'0'.repeat(64)}`,
    packages: {},
  },
]

interface TestPlace {
  readonly directory: string
  readonly setupCode: string
  readonly store: FreshDatabase
  readonly redisUrl: string
}

const testConfig = ({ directory, setupCode, store, redisUrl }: TestPlace): ApiConfig => ({
  installation: `hf-${randomBytes(4).toString('hex')}`,
  logLevel: 'silent',
  http: {
    listen: '127.0.0.1',
    port: 0,
    publicUrl: new URL('http://console.holdfast.example'),
    speaksTls: false,
    certificate: undefined,
    trustedProxies: [],
    consoleDirectory: undefined,
  },
  link: { listen: '127.0.0.1', port: 0, address: '127.0.0.1' },
  endpoint: {
    hosts: ['localhost', '127.0.0.1'],
    listed: ['localhost'],
    domain: undefined,
    ports: { first: 20_000, last: 29_999 },
    caPath: '/nowhere/ca.pem',
  },
  store: { url: new Secret(store.url), migrateUrl: undefined, migrationsDirectory },
  redisUrl: new Secret(redisUrl),
  secretsDirectory: join(directory, 'secrets'),
  keyringDirectory: join(directory, 'keyring'),
  releasesFile: join(directory, 'releases.json'),
  metrics: undefined,
  archivesDirectory: undefined,
  outbound: { allow: ['127.0.0.0/8'], own: [] },
  mail: undefined,
  people: {
    signUp: 'open',
    setupCode: new Secret(setupCode),
    quota: { databases: 5, cpus: 8, memoryBytes: 16 * GiB, storageBytes: 200 * GiB, connections: 10_000 },
    credentialAttempts: 100,
  },
})
