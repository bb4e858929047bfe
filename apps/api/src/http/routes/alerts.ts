import { alertRoutes } from '@holdfast/shared/contract/alert-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import { alertView, listAlerts } from '../../alerts/alert-store.ts'
import type { Alerts } from '../../alerts/alerts.ts'
import { listMailRules, saveMailRule } from '../../alerts/mail-rule-store.ts'
import { installationOrganization } from '../../audit/record-audit.ts'
import { demandPermission, organizationOf } from '../../people/caller.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'

export function mountAlerts(server: ServerDesk, alerts: Alerts): void {
  mount(server, alertRoutes.list, ({ database, caller, query }) => {
    const isWide = query.scope === 'installation'
    if (isWide) demandPermission(caller, 'host:read')
    const organizationId = isWide ? installationOrganization : organizationOf(caller)
    return pageOf(query, async (page) => {
      const rows = await listAlerts(database.read, { ...page, organizationId, state: query.state })
      return rows.map(alertView)
    })
  })
  mount(server, alertRoutes.mute, async ({ tx, caller, params, body, audit }) => {
    const muted = await alerts.mute(tx, caller, { ...body, id: params.alertId })
    audit(params.alertId, { ...body })
    return muted
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
