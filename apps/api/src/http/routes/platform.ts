import { type HostView, platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import { listAuditEvents } from '../../audit/event-feed.ts'
import { listHostAccounts } from '../../hosts/host-store.ts'
import { hostView } from '../../hosts/host-view.ts'
import type { JoinTokens } from '../../hosts/join-tokens.ts'
import type { HostPresence } from '../../hosts/presence.ts'
import { organizationOf } from '../../people/caller.ts'
import type { Tx } from '../../platform/database/database.ts'
import { listEngines, listReleaseViews, listSizes } from '../../releases/releases.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'

export interface PlatformParts {
  readonly presence: HostPresence
  readonly joinTokens: JoinTokens
}

export function mountPlatform(server: ServerDesk, { presence, joinTokens }: PlatformParts): void {
  mount(server, platformRoutes.engines, async ({ database }) => ({
    items: await listEngines(database.read),
    nextCursor: null,
  }))
  mount(server, platformRoutes.releases, ({ database, query }) => listReleaseViews(database.read, query))
  mount(server, platformRoutes.sizes, async ({ database }) => ({
    items: await listSizes(database.read, presence),
    nextCursor: null,
  }))
  mount(server, platformRoutes.hosts, ({ database, query }) =>
    pageOf(query, async ({ after, limit }) => {
      const views = await listHosts(database.read, presence)
      return views.filter(({ id }) => after === undefined || id > after).slice(0, limit)
    }),
  )
  mount(server, platformRoutes.host, async ({ database, params }) => {
    const views = await listHosts(database.read, presence)
    const found = views.find(({ id, name }) => id === params.host || name === params.host)
    if (!found) throw new Problem('not-found', { subject: `host "${params.host.slice(0, 80)}"` })
    return found
  })
  mount(server, platformRoutes.createJoinToken, async ({ tx, body, audit }) => {
    const made = await joinTokens.create(tx, body.labels)
    audit(null, { labels: body.labels, expiresAt: made.expiresAt })
    return made
  })
  mount(server, platformRoutes.auditEvents, ({ database, caller, query }) =>
    listAuditEvents(database.read, { ...query, organizationId: organizationOf(caller) }),
  )
}

async function listHosts(tx: Tx, presence: HostPresence): Promise<HostView[]> {
  const accounts = await listHostAccounts(tx)
  const views = accounts.map((account) => hostView(account, presence))
  return views.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
