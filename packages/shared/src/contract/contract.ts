import { accessRoutes } from './access-routes.ts'
import { accountRoutes } from './account-routes.ts'
import { alertRoutes } from './alert-routes.ts'
import { databaseRoutes } from './database-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { memberRoutes } from './member-routes.ts'
import { metricRoutes } from './metric-routes.ts'
import { operationRoutes } from './operation-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { organizationRoutes } from './organization-routes.ts'
import { personRoutes } from './person-routes.ts'
import { platformRoutes } from './platform-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** Every route of the public JSON API. OpenAPI, the mounted routes and the typed client are made from this. */
export const contract = {
  people: personRoutes,
  account: accountRoutes,
  organizations: organizationRoutes,
  members: memberRoutes,
  invitations: invitationRoutes,
  operators: operatorRoutes,
  databases: databaseRoutes,
  access: accessRoutes,
  operations: operationRoutes,
  platform: platformRoutes,
  metrics: metricRoutes,
  alerts: alertRoutes,
  webhooks: webhookRoutes,
} as const
export type Contract = typeof contract
