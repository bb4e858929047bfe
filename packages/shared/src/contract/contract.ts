import { databaseRoutes } from './database-routes.ts'
import { operationRoutes } from './operation-routes.ts'
import { organizationRoutes } from './organization-routes.ts'
import { personRoutes } from './person-routes.ts'
import { platformRoutes } from './platform-routes.ts'

/** Every route of the public JSON API. OpenAPI, the mounted routes and the typed client are made from this. */
export const contract = {
  people: personRoutes,
  organizations: organizationRoutes,
  databases: databaseRoutes,
  operations: operationRoutes,
  platform: platformRoutes,
} as const
export type Contract = typeof contract
