import type { ConditionCode } from '@holdfast/shared/state/conditions'
import type { Health } from '@holdfast/shared/state/observed'
import { describe, expect, it } from 'vitest'
import { installationOrganization } from '../audit/record-audit.ts'
import type { DatabaseRecord } from '../databases/database-record.ts'
import type { DatabaseObservation, Presence } from '../databases/database-state.ts'
import { type DatabaseEvidence, type Evidence, findTroubles } from './find-troubles.ts'

const now = new Date('2030-01-02T03:04:05Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const organizationId = 'or_00000000000000000001'
const subject = 'db_00000000000000000001'
const connected: Presence = { state: 'connected', lastHeardAt: now }
const silent: Presence = { state: 'silent', lastHeardAt: now }
const awaited: Presence = { state: 'awaited', lastHeardAt: null }

interface Seen {
  readonly presence?: Presence
  readonly health?: Health
  readonly condition?: ConditionCode | undefined
  readonly life?: DatabaseRecord['life']
  readonly isWorkedOn?: boolean
}

const aDatabase = ({
  presence = connected,
  health = 'running',
  condition,
  life = 'present',
  isWorkedOn = false,
}: Seen): DatabaseEvidence => ({
  record: {
    id: subject,
    organizationId,
    name: 'orders',
    life,
    volumes: [],
    instances: [{ role: 'primary' }],
  } as unknown as DatabaseRecord,
  observation: {
    hostName: 'kelp',
    hostAddresses: [],
    hostRemovedAt: null,
    presence,
    observedAt: now,
    instance: { health, because: `it is ${health}` },
    endpoint: { state: 'open' },
    conditions: condition ? [{ code: condition, subject: 'vo_1', because: `it is ${condition}` }] : [],
  } as unknown as DatabaseObservation,
  isWorkedOn,
})

const nothing: Evidence = {
  now,
  hosts: [],
  databases: [],
  overdue: [],
  metricsStore: null,
  authorities: [],
  open: new Map(),
}
const found = (change: Partial<Evidence>) => {
  const { troubles, over } = findTroubles({ ...nothing, ...change })
  const named = [...over].map(([key, because]) => [key.split(' ')[1], because] as const)
  return { troubles: troubles.map(({ kind, severity }) => `${kind} ${severity}`), over: Object.fromEntries(named) }
}

describe('a database', () => {
  it.each<[string, Seen, string[]]>([
    ['that runs', {}, []],
    ['whose host is silent', { presence: silent }, ['database-unreachable critical']],
    ['whose host is awaited by a replica that has only just started', { presence: awaited }, []],
    ['that crashed', { health: 'crashed' }, ['database-failed critical']],
    ['that does not answer', { health: 'stuck' }, ['database-failed critical']],
    ['that crashed while an operation works on it', { health: 'crashed', isWorkedOn: true }, []],
    ['that comes up', { health: 'starting' }, []],
    ['in the making', { health: 'crashed', life: 'creating' }, []],
    ['that was deleted', { health: 'crashed', life: 'deleted', condition: 'disk-full-read-only' }, []],
  ])('%s', (_, seen, troubles) => expect(found({ databases: [aDatabase(seen)] }).troubles).toEqual(troubles))

  it('is no longer wrong when it runs, or is gone; of one that cannot be seen nothing is said', () => {
    expect(found({ databases: [aDatabase({})] }).over).toMatchObject({
      'database-failed': 'it answers queries and its port is open',
      'database-unreachable': 'it answers queries and its port is open',
    })
    expect(found({ databases: [aDatabase({ life: 'deleted' })] }).over['disk-filling']).toBe('the database was deleted')
    expect(found({ databases: [aDatabase({ presence: silent, health: 'crashed' })] }).over).not.toHaveProperty(
      'database-failed',
    )
    expect(found({ databases: [aDatabase({ health: 'starting' })] }).over).not.toHaveProperty('database-failed')
  })
})

describe('a disk', () => {
  it.each<[ConditionCode | undefined, Health, string[]]>([
    [undefined, 'running', []],
    ['not-encrypted', 'running', []],
    ['disk-filling', 'running', ['disk-filling info']],
    ['disk-nearly-full', 'running', ['disk-filling warning']],
    ['disk-full-read-only', 'disk-full', ['disk-filling critical']],
  ])('with the condition %s on a database that is %s', (condition, health, troubles) => {
    expect(found({ databases: [aDatabase({ condition, health })] }).troubles).toEqual(troubles)
  })

  it('has room again when its engine says so, and is not judged while nobody looks', () => {
    expect(found({ databases: [aDatabase({})] }).over['disk-filling']).toBe('its disk has room again')
    expect(found({ databases: [aDatabase({ health: 'starting' })] }).over).not.toHaveProperty('disk-filling')
  })
})

describe('a host', () => {
  const host = (presence: Presence, days = 60) => ({
    id: 'ho_1',
    name: 'kelp',
    presence,
    certificateEndsAt: later(days),
    refused: null,
  })

  it('that is silent is told to the installation; one that is awaited is not judged', () => {
    const { troubles } = findTroubles({ ...nothing, hosts: [host(silent)] })
    expect(troubles).toMatchObject([
      { organizationId: installationOrganization, kind: 'host-silent', subjectName: 'kelp' },
    ])
    expect(found({ hosts: [host(connected)] }).over).toHaveProperty('host-silent', 'it is heard again')
    expect(found({ hosts: [host(awaited)] })).toEqual({
      troubles: [],
      over: {
        'certificate-ending': 'its certificate was renewed',
        'agent-refused': 'nobody was refused for ten minutes',
      },
    })
  })

  it('whose identity somebody else shows is told, a copy of it as the worst', () => {
    const refused = (code: string) =>
      found({ hosts: [{ ...host(connected), refused: { code, because: 'it is old' } }] })
    expect(refused('protocol-not-supported').troubles).toEqual(['agent-refused warning'])
    expect(refused('agent-already-connected').troubles).toEqual(['agent-refused critical'])
  })

  it('has a certificate that should have been renewed long before its end', () => {
    expect(found({ hosts: [host(connected, 21)] }).troubles).toEqual([])
    expect(found({ hosts: [host(connected, 19)] }).troubles).toEqual(['certificate-ending warning'])
    expect(found({ hosts: [host(connected, 6)] }).troubles).toEqual(['certificate-ending critical'])
    expect(found({ authorities: [{ name: 'root', endsAt: later(59) }] }).troubles).toEqual([
      'certificate-ending warning',
    ])
    expect(found({ authorities: [{ name: 'root', endsAt: later(61) }] }).troubles).toEqual([])
  })
})

it('an operation beyond its time is told to its organization', () => {
  const overdue = [{ id: 'op_1', kind: 'create-database', organizationId, because: 'the host is silent' } as const]
  expect(findTroubles({ ...nothing, overdue }).troubles).toMatchObject([
    {
      organizationId,
      kind: 'operation-overdue',
      severity: 'warning',
      because: expect.stringContaining('the host is silent'),
    },
  ])
})

describe('the metrics store', () => {
  it('is a trouble of the installation while it does not answer, and none while nothing is known of it', () => {
    const judge = (metricsStore: Evidence['metricsStore']) => findTroubles({ ...nothing, metricsStore })
    const key = `${installationOrganization} metrics-store-unavailable metrics-store`
    const { troubles } = judge({ isWell: false, because: 'it does not answer' })
    expect(troubles).toMatchObject([{ severity: 'warning', because: 'it does not answer' }])
    expect(judge({ isWell: true }).over.get(key)).toBe('it answers again')
    expect(judge(null)).toEqual({ troubles: [], over: new Map() })
  })
})
