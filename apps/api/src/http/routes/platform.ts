import { type HostView, platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { Problem } from '@holdfast/shared/problems/problem'
import { listAuditEvents } from '../../audit/event-feed.ts'
import { actorOf } from '../../databases/asked.ts'
import type { Databases } from '../../databases/databases.ts'
import { listHostAccounts } from '../../hosts/host-store.ts'
import { hostView } from '../../hosts/host-view.ts'
import type { JoinTokens } from '../../hosts/join-tokens.ts'
import { labelHost } from '../../hosts/label-host.ts'
import type { HostPresence } from '../../hosts/presence.ts'
import { publishHost } from '../../hosts/publish-host.ts'
import { removeHost } from '../../hosts/remove-host.ts'
import { organizationOf } from '../../people/caller.ts'
import type { Tx } from '../../platform/database/database.ts'
import { listEngines, listReleaseViews, listSizes } from '../../releases/releases.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'

export interface PlatformParts {
  readonly presence: HostPresence
  readonly joinTokens: JoinTokens
  readonly databases: Databases
}

export function mountPlatform(server: ServerDesk, { presence, joinTokens, databases }: PlatformParts): void {
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
    return findHost(database.read, presence, params.host)
  })
  mount(server, platformRoutes.labelHost, async ({ tx, params, body, audit }) => {
    const { id } = await findHost(tx, presence, params.host)
    const labels = await labelHost(tx, id, body.labels)
    audit(id, { labels })
    await publishHost(tx, { presence }, id)
    return findHost(tx, presence, id)
  })
  mount(server, platformRoutes.removeHost, async ({ tx, params, body, caller, audit }) => {
    const { id, name } = await findHost(tx, presence, params.host)
    const removal = { hostId: id, lost: body.lost, now: new Date(), actor: actorOf(caller) }
    const lost = await removeHost(tx, removal, presence)
    const databaseIds = lost.map((database) => database.id)
    await databases.publish(tx, databaseIds)
    audit(id, { name, lost: databaseIds })
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

async function findHost(tx: Tx, presence: HostPresence, idOrName: string): Promise<HostView> {
  const views = await listHosts(tx, presence)
  const found = views.find(({ id, name }) => id === idOrName || name === idOrName)
  if (!found) throw new Problem('not-found', { subject: `host "${idOrName.slice(0, 80)}"` })
  return found
}

async function listHosts(tx: Tx, presence: HostPresence): Promise<HostView[]> {
  const accounts = await listHostAccounts(tx)
  const views = accounts.map((account) => hostView(account, presence))
  return views.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
