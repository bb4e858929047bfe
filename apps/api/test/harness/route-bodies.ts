import { accessRoutes } from '@holdfast/shared/contract/access-routes'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import type { Route } from '@holdfast/shared/contract/define-route'
import { webhookRoutes } from '@holdfast/shared/contract/webhook-routes'
import { GiB } from '@holdfast/shared/units'

/** Right input of routes that a name is not enough for. */
const bodies = new Map<Route, object>([
  [webhookRoutes.create, { url: 'http://127.0.0.1:9/' }],
  [accessRoutes.issueClientCertificate, { login: 'some_login' }],
  [databaseRoutes.resize, { storageBytes: 2 * GiB }],
])

export const bodyFor = (route: Route): object => bodies.get(route) ?? { name: 'some-name' }
