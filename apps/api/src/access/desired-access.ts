import type { DesiredAccess } from '@holdfast/shared/state/desired'
import type { AccessRecord } from './access-record.ts'

/** What an instance's page wishes inside the engine; undefined where nothing was ever wished. Pure. */
export function desiredAccess(access: AccessRecord, firstDatabase: string): DesiredAccess | undefined {
  const { databases, roles, extensions, clientCa, clientCrl } = access
  if (databases.length + roles.length + extensions.length === 0 && clientCa === null) return undefined
  const there = new Set([firstDatabase, ...databases.filter(isPresent).map(({ name }) => name)])
  return {
    databases: databases.map(({ name, state }) => ({ name, state })),
    roles: roles.map(({ name, logins, grants, replication, needsCertificate, state }) => ({
      ...{ name, replication, needsCertificate, state },
      logins: logins.map((it) => ({ name: it.name, verifier: { secretId: it.verifierSecretId, version: it.version } })),
      grants: grants.filter(({ database }) => there.has(database)),
    })),
    // What was wished in a deleted one rests with it, and counts again when it comes back.
    extensions: extensions.filter(({ database }) => there.has(database)).map((it) => ({ ...it })),
    clientCa,
    clientCrl,
  }
}

const isPresent = ({ state }: { state: string }): boolean => state === 'present'
