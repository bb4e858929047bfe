import { MiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { aPage } from '../../../../test/harness/a-page.ts'
import { unrestrained } from '../../../instance-manager/disk-ladder.ts'
import { accessRules, identities } from './access-rules.ts'
import { configuration, formatSettings, loneReplication } from './configuration.ts'
import { enginePaths } from './engine-paths.ts'

const paths = enginePaths('/volume', '17')
const nobody = { tenant: {}, authority: null, restraint: unrestrained }
const settingsOf = (text: string) =>
  Object.fromEntries([...text.matchAll(/^([\w.]+) = (.*)$/gm)].map(([, name, value]) => [name, value]))

describe('configuration', () => {
  it('has what replication needs from the first database on', () => {
    expect(settingsOf(configuration(aPage(), paths, nobody))).toMatchObject({
      wal_level: "'logical'",
      max_wal_senders: '12',
      max_replication_slots: '12',
      wal_log_hints: 'on',
      archive_mode: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      restart_after_crash: 'on',
      allow_alter_system: 'off',
      superuser_reserved_connections: '5',
    })
    expect(loneReplication()).toBe("synchronous_standby_names = ''\n")
  })

  it('lets the log go only where a file says that there is nowhere to push it', () => {
    const { archive_command } = settingsOf(configuration(aPage(), paths, nobody))
    expect(archive_command).toBe("'test -e /volume/ha/archive-nowhere'")
  })

  it('admits by TLS 1.2 and SCRAM only, from files beside the data', () => {
    expect(settingsOf(configuration(aPage(), paths, nobody))).toMatchObject({
      ssl: 'on',
      ssl_min_protocol_version: "'TLSv1.2'",
      password_encryption: "'scram-sha-256'",
      ssl_key_file: "'/volume/run/server.key'",
      hba_file: "'/volume/conf/pg_hba.conf'",
      unix_socket_permissions: '0700',
    })
  })

  it('takes the tenant’s settings, and nothing of them wins against safety', () => {
    const tenant = { work_mem: '8192kB', fsync: 'off', log_min_duration_statement: '500ms' }
    const text = configuration(aPage(), paths, { ...nobody, tenant })
    expect(settingsOf(text)).toMatchObject({ work_mem: '8192kB', fsync: 'on', log_min_duration_statement: '500ms' })
  })

  it('on a full disk begins transactions read-only, and keeps the log and what lags behind it short', () => {
    const restraint = { isReadOnly: true, logBytes: 20 * MiB, floors: [0, 0] } as const
    expect(settingsOf(configuration(aPage(), paths, { ...nobody, restraint }))).toMatchObject({
      default_transaction_read_only: 'on',
      max_wal_size: '20MB',
      max_slot_wal_keep_size: '20MB',
      wal_keep_size: '0',
    })
    const tight = { ...restraint, isReadOnly: false }
    const settings = settingsOf(configuration(aPage(), paths, { ...nobody, restraint: tight }))
    expect(settings).toMatchObject({ max_wal_size: '20MB', max_slot_wal_keep_size: '2560MB' })
    expect(settings).not.toHaveProperty('default_transaction_read_only')
  })

  it('quotes what could end a line', () => {
    expect(formatSettings({ b: "it's", a: 'on', c: '10MB' })).toBe("a = on\nb = 'it''s'\nc = 10MB\n")
  })
})

describe('accessRules', () => {
  const rules = accessRules(true)
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/))

  it('admits by its own uid the instance manager and the keeper, the pooler to its one database, and tenants by TLS with SCRAM', () => {
    expect(rules.filter((rule) => !rule.includes('reject'))).toEqual([
      ['local', 'all', 'postgres', 'peer', 'map=instance-manager'],
      ['local', 'all', 'hf_keeper', 'peer', 'map=instance-manager'],
      ['hostssl', 'holdfast', 'hf_pooler', 'samenet', 'scram-sha-256'],
      ['hostssl', 'all', '+hf_certified', 'all', 'scram-sha-256', 'clientcert=verify-full'],
      ['hostssl', 'all', 'all', 'all', 'scram-sha-256'],
    ])
    expect(identities()).toBe('instance-manager postgres postgres\ninstance-manager postgres hf_keeper\n')
  })

  it('refuses platform roles and databases, and plain connections, before it admits anybody', () => {
    const last = rules.at(-1)
    expect(last?.[0]).toBe('hostssl')
    expect(rules.slice(3, -1).map((rule) => rule.slice(0, 3).join(' '))).toEqual([
      'hostnossl all all',
      'host all postgres',
      'hostssl holdfast hf_pooler',
      'host all +hf_platform',
      'host holdfast,template0,template1 all',
      'hostssl all +hf_certified',
    ])
  })

  it('lets nobody in who needs a certificate while there is no authority for it', () => {
    expect(accessRules(false)).toMatch(/^host +all +\+hf_certified +all +reject$/m)
    expect(settingsOf(configuration(aPage(), paths, nobody))).toMatchObject({ ssl_ca_file: "''", ssl_crl_file: "''" })
    const authority = { ca: 'PEM', crl: 'PEM' }
    expect(settingsOf(configuration(aPage(), paths, { ...nobody, authority }))).toMatchObject({
      ssl_ca_file: "'/volume/conf/client-ca.crt'",
      ssl_crl_file: "'/volume/conf/client-ca.crl'",
    })
  })

  it('has no line for replication', () => {
    for (const knowsClients of [true, false]) expect(accessRules(knowsClients)).not.toMatch(/replication/)
  })
})
