import type { RoleView } from '@holdfast/shared/contract/access-views'
import type { ConnectionView, DoorView } from '@holdfast/shared/contract/database-routes'
import { type Address, type ConnectionChoice, doorOf, urlOfDoor } from './connection-choice.ts'
import { connectionString, knowsHostLists } from './connection-string.ts'
import { type ConnectionTarget, targetOf, withCa } from './connection-target.ts'

export interface ChosenConnection {
  readonly connection: ConnectionView
  readonly choice: ConnectionChoice
  /** Null: the login that came with the database. */
  readonly role: RoleView | null
  /** The logical database. */
  readonly database: string
}

/** Whose login; a password of null is shown as dots. */
interface ShownLogin {
  readonly login: string
  readonly password: string | null
}

const dots = '••••••••'

/** The pooler signs nobody in who streams changes or needs a certificate. */
export const passesPooler = (role: RoleView | null): boolean => !role?.replication && !role?.needsCertificate

/** The files of a client certificate, where the person puts them. */
const certificateOf = ({ choice, role }: ChosenConnection): ConnectionTarget['parameters'] =>
  role?.needsCertificate
    ? [
        ['sslcert', 'client.crt'],
        ['sslkey', choice.format === 'jdbc' ? 'client.pk8' : 'client.key'],
      ]
    : []

function targetOfDoor(chosen: ChosenConnection, door: DoorView, { login, password }: ShownLogin): ConnectionTarget {
  const { choice, connection, database } = chosen
  const { address, format } = choice
  const way: Address = address === 'hosts' && !knowsHostLists(format) ? 'host' : address
  const target = withCa(targetOf(urlOfDoor(door, way)), choice.caFile.trim() || connection.caPath)
  return {
    ...target,
    login: encodeURIComponent(login),
    password: password === null ? dots : encodeURIComponent(password),
    database: encodeURIComponent(database),
    parameters: [...target.parameters, ...certificateOf(chosen)],
  }
}

/** What is shown and copied: the chosen door, way, role and logical database in the chosen form. */
export function writeConnection(chosen: ChosenConnection, login: ShownLogin): string {
  const { connection, choice } = chosen
  const chosenDoor = choice.format === 'prisma' ? 'pooled' : choice.endpoint
  return connectionString(
    {
      chosen: targetOfDoor(chosen, doorOf(connection, chosenDoor), login),
      direct: targetOfDoor(chosen, connection.direct, login),
    },
    choice.format,
  )
}
