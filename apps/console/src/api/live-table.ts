import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { HostView, StreamEvent } from '@holdfast/shared/contract/platform-routes'
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'

interface Viewed {
  readonly id: string
}
interface Listed {
  readonly items: readonly Viewed[]
}
interface Change {
  readonly client: QueryClient
  readonly organization: string
  readonly event: StreamEvent
}
type Row = (change: Change) => void

const isListed = (cached: unknown): cached is Listed =>
  typeof cached === 'object' && cached !== null && 'items' in cached && Array.isArray(cached.items)
const isViewed = (cached: unknown): cached is Viewed =>
  typeof cached === 'object' && cached !== null && 'id' in cached && typeof cached.id === 'string'

const queriesOf = ({ client, organization }: Change, kind: string): Query[] =>
  client.getQueryCache().findAll({ queryKey: [kind, organization] })

/** Writes the newer view. A fetch under way may carry the older one: it is dropped, and what is shown is read anew. */
function write({ client }: Change, query: Query, next: unknown): void {
  const { queryKey } = query
  const isFetching = query.state.fetchStatus === 'fetching'
  if (isFetching) void client.cancelQueries({ queryKey, exact: true }, { revert: false, silent: true })
  client.setQueryData(queryKey, next)
  if (isFetching) void client.invalidateQueries({ queryKey, exact: true })
}

function refresh({ client }: Change, queryKey: QueryKey): void {
  void client.invalidateQueries({ queryKey })
}

/** Detail pages that hold this thing get the newer view; what only the detail route gives is kept. */
function updateDetails(change: Change, kind: string, view: Viewed): void {
  for (const query of queriesOf(change, kind)) {
    const cached = query.state.data
    if (isViewed(cached) && cached.id === view.id) write(change, query, { ...cached, ...view })
  }
}

/** A list that holds this thing gets the newer view; where it should come or go, the list is read again. */
function updateList(change: Change, query: Query, { view, belongs }: { view: Viewed; belongs: boolean }): void {
  const cached = query.state.data
  const isHere = isListed(cached) && cached.items.some(({ id }) => id === view.id)
  if (isHere && belongs) {
    const items = cached.items.map((item) => (item.id === view.id ? { ...item, ...view } : item))
    write(change, query, { ...cached, items })
  } else if (isHere !== belongs) refresh(change, query.queryKey)
}

const database: Row = (change) => {
  const view = change.event.view as unknown as DatabaseView | null
  if (view) {
    updateDetails(change, 'database', view)
    for (const query of queriesOf(change, 'databases')) {
      const belongs = (query.queryKey[2] === 'deleted') === (view.deletedAt !== null)
      updateList(change, query, { view, belongs })
    }
  } else {
    refresh(change, ['databases', change.organization])
    refresh(change, ['database', change.organization])
  }
  for (const kind of [
    'connection',
    'roles',
    'logical-databases',
    'extensions',
    'client-certificates',
    'replication-slots',
  ])
    refresh(change, [kind, change.organization, change.event.subject])
}

const operation: Row = (change) => {
  const view = change.event.view as unknown as OperationView | null
  if (!view) return refresh(change, ['operations', change.organization])
  updateDetails(change, 'operation', view)
  for (const query of queriesOf(change, 'operations')) {
    const { databaseId } = (query.queryKey[2] ?? {}) as { databaseId?: string }
    updateList(change, query, { view, belongs: !databaseId || databaseId === view.databaseId })
  }
  // The steps it went through are given by its own route only.
  refresh(change, ['operation', change.organization, view.id])
  if (view.state !== 'running') for (const kind of ['sizes', 'quota']) refresh(change, [kind, change.organization])
}

const host: Row = (change) => {
  const view = change.event.view as unknown as HostView | null
  if (view) {
    updateDetails(change, 'host', view)
    for (const query of queriesOf(change, 'hosts')) updateList(change, query, { view, belongs: true })
  } else refresh(change, ['hosts', change.organization])
  refresh(change, ['sizes', change.organization])
}

const organization: Row = (change) => {
  refresh(change, ['caller', change.organization])
  refresh(change, ['quota', change.organization])
}

/** What opens, changes or closes moves between lists: they are read again. An alert may be about a webhook. */
const alert: Row = (change) => {
  for (const kind of ['alerts', 'webhooks']) refresh(change, [kind, change.organization])
}

const ignored: Row = () => {}

/** Somebody came, went or has another role: perhaps the caller, perhaps by an invitation. */
const member: Row = (change) => {
  for (const kind of ['members', 'invitations', 'caller']) refresh(change, [kind, change.organization])
}

const token: Row = (change) => refresh(change, ['tokens', change.organization])

/** Topic → what it changes in the cache. A topic without a row does not compile. */
const rows: { readonly [Topic in StreamEvent['topic']]: Row } = {
  database,
  operation,
  host,
  organization,
  token,
  audit: ignored,
  alert,
  member,
}

/** Makes the function that carries events into the cache; an event older than one already carried is dropped. */
export function createLiveTable(client: QueryClient, organization: string): (event: StreamEvent) => void {
  const newest = new Map<string, number>()
  return (event) => {
    const subject = `${event.topic}/${event.subject}`
    if (event.version < (newest.get(subject) ?? Number.NEGATIVE_INFINITY)) return
    newest.set(subject, event.version)
    rows[event.topic]({ client, organization, event })
  }
}
