import type { Access } from '../../access/access.ts'
import type { Alerts } from '../../alerts/alerts.ts'
import type { Databases } from '../../databases/databases.ts'
import type { MetricHistory } from '../../metrics/metric-history.ts'
import type { OperationDefinition } from '../../operation-runner/define-operation.ts'
import type { Webhooks } from '../../webhooks/webhooks.ts'
import type { ServerDesk } from '../server-desk.ts'
import { mountAccess } from './access.ts'
import { mountAccount } from './account.ts'
import { mountAlerts } from './alerts.ts'
import { mountDatabases } from './databases.ts'
import { mountInvitations } from './invitations.ts'
import { mountMembers } from './members.ts'
import { mountMetrics } from './metrics.ts'
import { mountOperations } from './operations.ts'
import { mountOperators } from './operators.ts'
import { mountOrganizations } from './organizations.ts'
import { mountPeople, type PeopleParts } from './people.ts'
import { mountPlatform, type PlatformParts } from './platform.ts'
import { mountWebhooks } from './webhooks.ts'

export interface RouteParts {
  readonly people: PeopleParts
  readonly databases: Databases
  readonly access: Access
  readonly definitions: readonly OperationDefinition[]
  readonly platform: PlatformParts
  readonly metrics: MetricHistory
  readonly alerts: Alerts
  readonly webhooks: Webhooks
}

/** Every route of the contract. */
export function mountRoutes(server: ServerDesk, parts: RouteParts): void {
  mountPeople(server, parts.people)
  mountOrganizations(server, parts.people.rules)
  mountAccount(server, parts.people)
  mountMembers(server, parts.people)
  mountInvitations(server, parts.people)
  mountOperators(server)
  mountDatabases(server, parts.databases)
  mountAccess(server, parts)
  mountOperations(server, parts.definitions)
  mountPlatform(server, parts.platform)
  mountMetrics(server, parts.metrics)
  mountAlerts(server, parts.alerts)
  mountWebhooks(server, parts.webhooks)
}
