import { alertRoutes } from '@holdfast/shared/contract/alert-routes'
import type { OrganizationId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { alertView, listAlerts } from '../../alerts/alert-store.ts'
import type { Alerts } from '../../alerts/alerts.ts'
import { listMailRules, saveMailRule } from '../../alerts/mail-rule-store.ts'
import { installationOrganization } from '../../audit/record-audit.ts'
import { organizationOf } from '../../people/caller.ts'
import type { Tx } from '../../platform/database/database.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountAlerts(server: ServerDesk, alerts: Alerts): void {
  mount(server, alertRoutes.list, ({ database, caller, query }) =>
    listPage(database.read, organizationOf(caller), query),
  )
  mount(server, alertRoutes.listOfInstallation, ({ database, query }) =>
    listPage(database.read, installationOrganization, query),
  )
  mount(server, alertRoutes.mute, ({ tx, caller, params, body, audit }) => {
    audit(params.alertId, { ...body })
    return alerts.mute(tx, { ...body, by: caller.name, id: params.alertId, organizationId: organizationOf(caller) })
  })
  mount(server, alertRoutes.muteOfInstallation, ({ tx, caller, params, body, audit }) => {
    audit(params.alertId, { ...body }, { organizationId: installationOrganization })
    return alerts.mute(tx, {
      ...body,
      by: caller.name,
      id: params.alertId,
      organizationId: installationOrganization,
    })
  })
  mount(server, alertRoutes.unmute, ({ tx, caller, params, audit }) => {
    audit(params.alertId)
    return alerts.unmute(tx, { id: params.alertId, organizationId: organizationOf(caller) })
  })
  mount(server, alertRoutes.unmuteOfInstallation, ({ tx, params, audit }) => {
    audit(params.alertId, {}, { organizationId: installationOrganization })
    return alerts.unmute(tx, { id: params.alertId, organizationId: installationOrganization })
  })
  mount(server, alertRoutes.mailRules, ({ database, caller, query }) =>
    pageOf(query, (page) => listMailRules(database.read, organizationOf(caller), page)),
  )
  mount(server, alertRoutes.setMailRule, async ({ tx, caller, params, body, audit }) => {
    const key = { organizationId: organizationOf(caller), personId: params.personId }
    const rule = await saveMailRule(tx, key, body.leastSeverity)
    if (!rule) throw new Problem('not-found', { subject: params.personId })
    audit(params.personId, { ...body })
    return rule
  })
}

interface AlertQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly state: 'open' | 'closed'
}

const listPage = (tx: Tx, organizationId: OrganizationId, query: AlertQuery) =>
  pageOf(query, async (page) => {
    const rows = await listAlerts(tx, { ...page, organizationId, state: query.state })
    return rows.map(alertView)
  })
