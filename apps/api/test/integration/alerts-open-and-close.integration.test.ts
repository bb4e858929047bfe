import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HostId, newId, type OrganizationId } from '@holdfast/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Alerts, openAlerts } from '../../src/alerts/alerts.ts'
import { leaveWatch, takeWatch } from '../../src/alerts/watch-store.ts'
import { installationOrganization } from '../../src/audit/record-audit.ts'
import { type HostPresence, openPresence } from '../../src/hosts/presence.ts'
import { openRootKeyFile } from '../../src/keys/key-provider.ts'
import { openKeyring } from '../../src/keys/keyring.ts'
import { openSecrets } from '../../src/keys/secrets.ts'
import { openMailDoor } from '../../src/mail/mail-door.ts'
import { openLog } from '../../src/platform/log.ts'
import { openAlertLook } from '../../src/watchers/alerts.ts'
import { inStore } from '../harness/in-store.ts'
import { movingClock } from '../harness/moving-clock.ts'
import { type FreshDatabase, useStores } from '../harness/stores.ts'

const stores = useStores()
const clock = movingClock()
const organizationId: OrganizationId = newId('or')
const hostId: HostId = newId('ho')
const people = { owner: newId('pe'), viewer: newId('pe'), operator: newId('pe') }

let home: string
let store: FreshDatabase
let presence: HostPresence
let alerts: Alerts
let replicas: (() => Promise<void>)[]
const look = () => Promise.all(replicas.map((it) => it()))
const sql = (text: string, values: unknown[] = []) => inStore(store.ownerUrl, text, values)
const open = () => sql('SELECT * FROM alert WHERE closed_at IS NULL')
const letters = async () =>
  (await sql('SELECT recipient, subject FROM mail ORDER BY id')).map((it) => `${it.recipient} ${it.subject}`)
const forgetLetters = () => sql('DELETE FROM mail')

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hf-alerts-'))
  store = await stores.freshDatabase()
  const keyProvider = await openRootKeyFile(join(home, 'root.key'))
  const secrets = openSecrets(await openKeyring({ directory: join(home, 'keyring'), keyProvider }))
  presence = openPresence({ clock })
  alerts = openAlerts({
    clock,
    mail: openMailDoor({ secrets, clock, isOpen: true }),
    publicUrl: new URL('http://console.example'),
  })
  const log = openLog('silent', 'hf-alerts')
  const replica = () =>
    openAlertLook({ metrics: { health: () => null }, database: store.open(), presence, alerts, clock, log })
  replicas = [replica(), replica(), replica()]
  await sql(
    "INSERT INTO organization (id, name, databases_limit, cpus_limit, memory_limit_bytes, storage_limit_bytes) VALUES ($1, 'test', 1, 1, 1, 1)",
    [organizationId],
  )
  for (const [name, id] of Object.entries(people))
    await sql('INSERT INTO person (id, email, password_hash, is_operator) VALUES ($1, $2, $3, $4)', [
      id,
      `${name}@holdfast.example`,
      'x',
      name === 'operator',
    ])
  await sql("INSERT INTO member VALUES ($1, $2, 'owner'), ($1, $3, 'viewer')", [
    organizationId,
    people.owner,
    people.viewer,
  ])
  await sql("INSERT INTO host (id, name, certificate_serial, certificate_ends_at) VALUES ($1, 'kelp', '1', $2)", [
    hostId,
    new Date(clock.now().getTime() + 80 * 86_400_000),
  ])
  presence.heard(hostId)
})
afterAll(async () => {
  presence.close()
  await rm(home, { recursive: true, force: true })
})

const anOverdueOperation = async (): Promise<string> => {
  const id = newId('op')
  await sql(
    `INSERT INTO operation (id, kind, organization_id, input, step, started_by, deadline_at, overdue_at, wake_at)
     VALUES ($1, 'create-database', $2, '{}', 'awaitInstance', '{}', now(), now(), now())`,
    [id, organizationId],
  )
  return id
}

it('one replica judges until it leaves or is gone, then another', async () => {
  const watch = (owner: string) => {
    const now = clock.now()
    return takeWatch(store.database.read, { owner, now, until: new Date(now.getTime() + 20_000) })
  }
  expect((await Promise.all(['a', 'b', 'c'].map(watch))).filter(Boolean).length).toBe(1)
  await sql("UPDATE setting SET value = jsonb_set(value, '{owner}', '\"a\"') WHERE name = 'alert-watch'")
  expect([await watch('a'), await watch('b')]).toEqual([true, false])
  await leaveWatch(store.database.read, 'b')
  expect(await watch('b')).toBe(false)
  await leaveWatch(store.database.read, 'a')
  expect([await watch('b'), await watch('a')]).toEqual([true, false])
  clock.advance(21)
  expect(await watch('a')).toBe(true)
  presence.heard(hostId)
})

describe('an alert', () => {
  it('is opened once by three replicas, told once to each who wants it, and closed with its reason', async () => {
    const subject = await anOverdueOperation()
    await look()
    await look()
    expect(await open()).toMatchObject([
      { kind: 'operation-overdue', subject, organization_id: organizationId, version: 1 },
    ])
    expect(await letters()).toEqual(['owner@holdfast.example [warning] create-database: operation overdue'])
    await sql("UPDATE operation SET state = 'failed', wake_at = NULL, finished_at = now() WHERE id = $1", [subject])
    await look()
    await look()
    expect(await open()).toEqual([])
    const [row] = await sql('SELECT * FROM alert WHERE subject = $1', [subject])
    expect(row).toMatchObject({ closed_because: 'it has failed', version: 2 })
    expect((await letters()).slice(1)).toEqual(['owner@holdfast.example [over] create-database: operation overdue'])
    const events = await sql(
      "SELECT version, view FROM outbox_event WHERE topic = 'alert' AND subject = $1 ORDER BY version",
      [row?.id],
    )
    expect(events).toMatchObject([
      { version: 1, view: { state: 'open' } },
      { version: 2, view: { state: 'closed' } },
    ])
  })

  it('about a silent host waits until the silence has lasted, and goes to operators', async () => {
    await forgetLetters()
    clock.advance(6)
    await look()
    expect(await open()).toEqual([])
    presence.heard(hostId)
    await look()
    clock.advance(6)
    await look()
    clock.advance(6)
    await look()
    expect(await open()).toEqual([])
    clock.advance(6)
    await look()
    expect(await open()).toMatchObject([
      { kind: 'host-silent', organization_id: installationOrganization, subject_name: 'kelp' },
    ])
    expect(await letters()).toEqual(['operator@holdfast.example [critical] kelp: host silent'])
    presence.heard(hostId)
    await look()
    expect(await open()).toEqual([])
  })

  it('goes to members as they have chosen', async () => {
    await forgetLetters()
    await sql("INSERT INTO mail_rule VALUES ($1, $2, 'critical'), ($1, $3, 'info')", [
      organizationId,
      people.owner,
      people.viewer,
    ])
    const subject = await anOverdueOperation()
    await look()
    expect(await letters()).toEqual(['viewer@holdfast.example [warning] create-database: operation overdue'])
    await sql('DELETE FROM member WHERE person_id = $1', [people.viewer])
    await sql('DELETE FROM operation WHERE id = $1', [subject])
    await look()
    expect(await open()).toEqual([])
    expect((await letters()).length).toBe(1)
    expect(await sql('SELECT * FROM mail_rule WHERE person_id = $1', [people.viewer])).toEqual([])
    await sql('DELETE FROM mail_rule')
  })

  it('that is muted is not told, comes back muted, and is told again when the mute has ended', async () => {
    await forgetLetters()
    const trouble = {
      organizationId,
      kind: 'disk-filling',
      subject: 'db_1',
      subjectName: 'orders',
      because: 'it fills',
    } as const
    const raise = (severity: 'info' | 'warning' | 'critical') =>
      store.database.transaction((tx) => alerts.open(tx, { ...trouble, severity }))
    await raise('warning')
    const [row] = await open()
    const mute = { id: row?.id as `al_${string}`, organizationId, minutes: 60, because: 'we know', by: 'ada' }
    const muted = await store.database.transaction((tx) => alerts.mute(tx, mute))
    expect(muted.muted).toMatchObject({ because: 'we know', by: 'ada' })
    await raise('critical')
    await store.database.transaction((tx) => alerts.close(tx, trouble, 'it was emptied'))
    await raise('critical')
    expect(await open()).toMatchObject([{ muted_because: 'we know', severity: 'critical' }])
    expect((await letters()).length).toBe(1)
    await expect(store.database.transaction((tx) => alerts.mute(tx, mute))).rejects.toMatchObject({
      code: 'alert-closed',
    })
    clock.advance(3_601)
    await raise('info')
    expect((await letters()).length).toBe(1)
    await raise('warning')
    expect((await letters()).length).toBe(2)
    const foreign = { ...mute, organizationId: newId('or') }
    await expect(store.database.transaction((tx) => alerts.mute(tx, foreign))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
