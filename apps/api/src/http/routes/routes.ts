import type { Databases } from '../../databases/databases.ts'
import type { OperationDefinition } from '../../operation-runner/define-operation.ts'
import type { ServerDesk } from '../server-desk.ts'
import { mountAccount } from './account.ts'
import { mountDatabases } from './databases.ts'
import { mountInvitations } from './invitations.ts'
import { mountMembers } from './members.ts'
import { mountOperations } from './operations.ts'
import { mountOperators } from './operators.ts'
import { mountOrganizations } from './organizations.ts'
import { mountPeople, type PeopleParts } from './people.ts'
import { mountPlatform, type PlatformParts } from './platform.ts'

export interface RouteParts {
  readonly people: PeopleParts
  readonly databases: Databases
  readonly definitions: readonly OperationDefinition[]
  readonly platform: PlatformParts
}

/** Every route of the contract. */
export function mountRoutes(server: ServerDesk, parts: RouteParts): void {
  mountPeople(server, parts.people)
  mountOrganizations(server, { defaultLimits: parts.people.rules.defaultLimits })
  mountAccount(server, parts.people)
  mountMembers(server)
  mountInvitations(server, parts.people)
  mountOperators(server)
  mountDatabases(server, parts.databases)
  mountOperations(server, parts.definitions)
  mountPlatform(server, parts.platform)
}
