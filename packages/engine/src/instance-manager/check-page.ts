import type { InstancePage } from '@holdfast/shared/state/instance-page'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isId =
  (prefix: string): Check =>
  (value) =>
    typeof value === 'string' && new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{20}$`).test(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isPositiveCount: Check = (value) => Number.isSafeInteger(value) && Number(value) > 0
const isRecordOf =
  (is: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(is)

const isPooler: Check = (value) => {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  const { login, version }: { readonly login?: unknown; readonly version?: unknown } = value
  return isText(login) && isPositiveCount(version)
}

type Fields = Readonly<Record<string, Check>>

const isShape =
  (fields: Fields): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const found: Readonly<Record<string, unknown>> = { ...value }
    return Object.entries(fields).every(([name, is]) => is(found[name]))
  }
const isListOf =
  (is: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(is)
const isOneOf =
  (...words: string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value)
const isName: Check = (value) => typeof value === 'string' && value.length >= 1 && value.length <= 63
const isFlag: Check = (value) => typeof value === 'boolean'
const isPem: Check = (value) => value === null || (typeof value === 'string' && value.length <= 256 * 1024)

const isPresence = isOneOf('present', 'absent')
const isGrant = isShape({ database: isName, preset: isOneOf('read', 'write', 'owner') })
const isRole = isShape({
  name: isName,
  logins: isRecordOf(isPositiveCount),
  grants: isListOf(isGrant, 50),
  replication: isFlag,
  needsCertificate: isFlag,
  state: isPresence,
})
const isAccess = isShape({
  databases: isListOf(isShape({ name: isName, state: isOneOf('present', 'deleted', 'erased') }), 50),
  roles: isListOf(isRole, 50),
  extensions: isListOf(isShape({ database: isName, name: isName, state: isPresence }), 200),
  clientCa: isPem,
  clientCrl: isPem,
})

const checks: Readonly<Record<keyof InstancePage, Check>> = {
  v: (value) => value === 1,
  instanceId: isId('in'),
  databaseId: isId('db'),
  engine: isText,
  version: isText,
  role: (value) => value === 'primary' || value === 'standby' || value === 'replica',
  epoch: isCount,
  cpus: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  memoryBytes: isPositiveCount,
  storageBytes: isPositiveCount,
  connectionLimit: isPositiveCount,
  restarts: isCount,
  databaseName: isText,
  ownerRole: isText,
  logins: isRecordOf(isPositiveCount),
  pooler: isPooler,
  access: (value) => value === undefined || isAccess(value),
  certificateHash: isText,
  settings: isRecordOf(isText),
}

/**
 * The fields of `value` that are not as the schema `InstancePage` wants them; none means that it is a page.
 * Says the same as the schema (a test holds it to that), without the schema library: that costs 40 ms of every start
 * and megabytes of every idle database.
 */
export function wrongFields(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['all of it']
  const fields: Readonly<Record<string, unknown>> = { ...value }
  return Object.entries(checks).flatMap(([name, is]) => (is(fields[name]) ? [] : [name]))
}

export const isInstancePage = (value: unknown): value is InstancePage => wrongFields(value).length === 0
