import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import { type Call, createClient } from '@holdfast/shared/client/client'
import { followOperation } from '@holdfast/shared/client/follow-operation'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import pg from 'pg'
import type { Installation } from './installation.ts'
import { readSecret } from './platform/secrets.ts'
import { waitUntil } from './platform/wait-until.ts'
import { writeFile } from './platform/write-file.ts'

const EMAIL = 'demo@holdfast.example'
const NAME = 'demo'

export interface Demo {
  url: string
  token: string
  databaseUrl: string
}

/** What a later run needs to find the same demo again. */
interface DemoKeys {
  email: string
  password: string
  token?: string
}

const keysPath = (installation: Installation) => join(installation.paths.secrets, 'demo.json')

const readKeys = (installation: Installation): DemoKeys | undefined => {
  const path = keysPath(installation)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoKeys) : undefined
}

const keep = (installation: Installation, keys: DemoKeys) =>
  writeFile({ path: keysPath(installation), content: JSON.stringify(keys), mode: 0o600, owner: 0 })

const hasCode = (error: unknown, ...codes: string[]) => error instanceof ApiProblem && codes.includes(error.code)

/** Signs up as the first operator, or signs in as the one an earlier run made; gives an access token. */
const signIn = async (installation: Installation, keys: DemoKeys) => {
  const open = createClient({ url: installation.consoleUrl, token: () => undefined })
  const { email, password } = keys
  const setup = await open(personRoutes.installation, {})
  if (!setup.needsSetup) {
    return open(personRoutes.signIn, { body: { email, password } }).catch((error) => {
      if (!hasCode(error, 'sign-in-refused')) throw error
      throw new Error(
        'Somebody else is the operator of this installation already, so there is no demo: run npm stop -- --wipe first, or set HOLDFAST_NAME, HOLDFAST_HOME and the ports for a second installation.',
      )
    })
  }
  const setupCode = readSecret(installation, 'setup-code')
  return open(personRoutes.signUp, { body: { email, password, organization: NAME, setupCode } })
}

const makeToken = async (installation: Installation, keys: DemoKeys): Promise<string> => {
  const session = await signIn(installation, keys)
  const organization = session.person.memberships[0]?.organizationId
  const call = createClient({
    url: installation.consoleUrl,
    token: () => session.accessToken,
    organization: () => organization,
  })
  const { value } = await call(organizationRoutes.createToken, { body: { name: NAME, expiresInDays: null } })
  return value
}

/** The token of an earlier run while it is good, else a new one. */
const ensureToken = async (installation: Installation): Promise<string> => {
  const keys = readKeys(installation) ?? { email: EMAIL, password: randomBytes(18).toString('base64url') }
  const { token } = keys
  if (token) {
    const call = createClient({ url: installation.consoleUrl, token: () => token })
    const isGood = await call(personRoutes.whoami, {}).then(
      () => true,
      (error: unknown) => {
        if (hasCode(error, 'not-signed-in')) return false
        throw error
      },
    )
    if (isGood) return token
  }
  keep(installation, keys)
  const made = await makeToken(installation, keys)
  keep(installation, { ...keys, token: made })
  return made
}

const startCreating = async (call: Call): Promise<string | null> => {
  try {
    const found = await call(databaseRoutes.show, { params: { database: NAME } })
    if (found.deletedAt === null) return found.operationId
    return (await call(databaseRoutes.undelete, { params: { database: found.id } })).operation?.id ?? null
  } catch (error) {
    if (!hasCode(error, 'not-found')) throw error
    return (await call(databaseRoutes.create, { body: { name: NAME } })).operation.id
  }
}

type Followed = Parameters<typeof followOperation>[0]['operationId']

const ensureDatabase = async (call: Call, report: (line: string) => void): Promise<string> => {
  const operationId = await startCreating(call)
  if (operationId) {
    const ended = await followOperation({
      call,
      operationId: operationId as Followed,
      onChange: (operation) =>
        report(`demo database: ${operation.step}${operation.because ? `, ${operation.because}` : ''}`),
    })
    if (ended.state !== 'succeeded') {
      throw new Error(`The demo database could not be made: ${ended.problem?.detail ?? ended.state}`)
    }
  }
  const { url } = await call(databaseRoutes.reveal, { params: { database: NAME } })
  return url
}

/** Runs a query the way a tenant's program would: by the connection string, with the platform's CA. */
const tryQuery = (databaseUrl: string): Promise<string> =>
  waitUntil({ what: 'The demo database', withinSeconds: 30, everyMs: 100 }, async () => {
    const session = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
    try {
      await session.connect()
      const { rows } = await session.query<{ version: string }>('select version()')
      return { value: rows[0]?.version ?? 'no version' }
    } finally {
      await session.end().catch(() => undefined)
    }
  })

/** A demo organization with an operator's token and a database that has answered a query; found again on a later run. */
export const prepareDemo = async (installation: Installation, report: (line: string) => void): Promise<Demo> => {
  const url = installation.consoleUrl
  const token = await ensureToken(installation)
  const databaseUrl = await ensureDatabase(createClient({ url, token: () => token }), report)
  report(`the demo database answers: ${await tryQuery(databaseUrl)}`)
  return { url, token, databaseUrl }
}
