import type { Answer, AskOptions } from './use-api.ts'

interface Means {
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  /** Makes a database that runs; its name. */
  aDatabase(): Promise<string>
  /** Waits until an operation has ended well. */
  ended(operationId: string): Promise<void>
}

const key = () => ({ 'idempotency-key': crypto.randomUUID() })
const anyVersion = { 'if-match': '*' }

/** How each route about the inside of a database is called so that it succeeds, each on a database of its own. */
export function accessCalls({ ask, aDatabase, ended }: Means): Record<string, () => Promise<Answer>> {
  /** Path of a running database, and its name inside its engine. */
  const aPlace = async () => {
    const name = await aDatabase()
    return { path: `/v1/databases/${name}`, inside: name.replaceAll('-', '_') }
  }
  const finished = async (answer: Promise<Answer>) => ended((await answer).body.operation.id)
  const roles = async () => `${(await aPlace()).path}/roles`
  const logicalDatabases = async () => `${(await aPlace()).path}/logical-databases`
  const aRole = async () => {
    const { path, inside } = await aPlace()
    const grants = [{ database: inside, preset: 'read' }]
    await finished(ask('POST', `${path}/roles`, { body: { name: 'reporting', grants }, headers: key() }))
    return `${path}/roles/reporting`
  }
  const aLogicalDatabase = async () => {
    const path = await logicalDatabases()
    await finished(ask('POST', path, { body: { name: 'stock' }, headers: key() }))
    return `${path}/stock`
  }
  const certificates = async () => {
    const { path, inside } = await aPlace()
    const place = `${path}/client-certificates`
    const issue = () => ask('POST', place, { body: { login: `${inside}_a` }, headers: key() })
    return { place, issue }
  }
  return {
    'access.listRoles': async () => ask('GET', await roles()),
    'access.createRole': async () => ask('POST', await roles(), { body: { name: 'reporting' }, headers: key() }),
    'access.changeRole': async () => ask('PATCH', await aRole(), { body: { grants: [] }, headers: anyVersion }),
    'access.removeRole': async () => ask('DELETE', await aRole(), { headers: anyVersion }),
    'access.revealRole': async () => ask('POST', `${await aRole()}/reveal`),
    'access.listLogicalDatabases': async () => ask('GET', await logicalDatabases()),
    'access.createLogicalDatabase': async () =>
      ask('POST', await logicalDatabases(), { body: { name: 'stock' }, headers: key() }),
    'access.removeLogicalDatabase': async () => ask('DELETE', await aLogicalDatabase(), { headers: anyVersion }),
    'access.undeleteLogicalDatabase': async () => {
      const path = await aLogicalDatabase()
      await finished(ask('DELETE', path, { headers: anyVersion }))
      return ask('POST', `${path}/undelete`, { headers: key() })
    },
    'access.listExtensions': async () => ask('GET', `${(await aPlace()).path}/extensions`),
    'access.installExtension': async () => {
      const { path, inside } = await aPlace()
      return ask('PUT', `${path}/extensions/hstore`, { body: { logicalDatabase: inside } })
    },
    'access.removeExtension': async () => {
      const { path, inside } = await aPlace()
      await finished(ask('PUT', `${path}/extensions/hstore`, { body: { logicalDatabase: inside } }))
      return ask('DELETE', `${path}/extensions/hstore?logicalDatabase=${inside}`, { headers: anyVersion })
    },
    'access.listClientCertificates': async () => ask('GET', (await certificates()).place),
    'access.issueClientCertificate': async () => (await certificates()).issue(),
    'access.revokeClientCertificate': async () => {
      const { place, issue } = await certificates()
      return ask('DELETE', `${place}/${(await issue()).body.certificate.serial}`)
    },
    'access.listReplicationSlots': async () => ask('GET', `${(await aPlace()).path}/replication-slots`),
  }
}
