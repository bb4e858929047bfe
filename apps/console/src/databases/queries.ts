import type { Contract } from '@holdfast/shared/contract/contract'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import type { BodyInputOf } from '@holdfast/shared/contract/define-route'
import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { newKey } from '../api/new-key.ts'
import { ApiProblem } from '../api/problem.ts'
import { allPages } from './all-pages.ts'

/** One login of a pair with its password. */
export interface RevealedLogin {
  readonly login: string
  readonly password: string
}
type Wish = BodyInputOf<Contract['databases']['create']>

export const databasesQuery = (organization: string, which: 'present' | 'deleted' = 'present') =>
  queryOptions({
    queryKey: keys.databases(organization, which),
    queryFn: ({ signal }) =>
      call('databases.list', {
        organization,
        query: { deleted: which === 'deleted' ? 'true' : 'false', limit: 200 },
        signal,
      }),
  })

/** `name` is the word in the address: a name, or the id behind it. */
export const databaseQuery = (organization: string, name: string) =>
  queryOptions({
    queryKey: keys.database(organization, name),
    queryFn: ({ signal }) => call('databases.show', { organization, params: { database: name }, signal }),
  })

export const connectionQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: keys.connection(organization, id),
    queryFn: ({ signal }) => call('databases.connection', { organization, params: { database: id }, signal }),
  })

export const sizesQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.sizes(organization),
    queryFn: ({ signal }) => call('platform.sizes', { organization, signal }),
  })

export const enginesQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.engines(organization),
    queryFn: ({ signal }) => call('platform.engines', { organization, signal }),
    staleTime: 300_000,
  })

/** Roles inside the database, those made by SQL included. */
export const rolesQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: keys.roles(organization, id),
    queryFn: ({ signal }) =>
      allPages((page) =>
        call('access.listRoles', { organization, params: { database: id }, query: { ...page, limit: 200 }, signal }),
      ),
  })

export const logicalDatabasesQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: keys.logicalDatabases(organization, id),
    queryFn: ({ signal }) =>
      allPages((page) =>
        call('access.listLogicalDatabases', {
          organization,
          params: { database: id },
          query: { ...page, limit: 200 },
          signal,
        }),
      ),
  })

export const quotaQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.quota(organization),
    queryFn: ({ signal }) => call('organizations.quota', { organization, signal }),
  })

interface Whose {
  readonly organization: string
  readonly id: string
  /** Null: the login that came with the database. */
  readonly role: string | null
}

/** Reads the password; the API writes that to the audit trail. */
export async function reveal({ organization, id, role }: Whose): Promise<RevealedLogin> {
  if (role !== null) return call('access.revealRole', { organization, params: { database: id, role } })
  const connection = await call('databases.reveal', { organization, params: { database: id } })
  return { login: connection.role, password: connection.password }
}

/** Says again who one is, for what needs a fresh sign-in. */
export const prove = (password: string): Promise<void> => call('account.prove', { body: { password } })

/** What a change answered goes into the cache at once; the event stream confirms it. */
function remember(
  client: QueryClient,
  organization: string,
  changed: { database: DatabaseView; operation: OperationView | null },
) {
  const { database, operation } = changed
  for (const name of [database.name, database.id]) {
    const key = keys.database(organization, name)
    if (name === database.name || client.getQueryData(key)) client.setQueryData(key, database)
  }
  if (operation)
    client.setQueryData(
      keys.operations(organization, { databaseId: database.id }),
      (known?: { items: OperationView[] }) => ({
        items: [operation, ...(known?.items ?? []).filter(({ id }) => id !== operation.id)],
        nextCursor: null,
      }),
    )
  for (const kind of ['databases', 'operations', 'sizes', 'hosts', 'quota'])
    void client.invalidateQueries({ queryKey: [kind, organization] })
}

/** The password of a database made by this tab a moment ago, for the one page that shows it at once. */
const justMade = new Map<string, RevealedLogin>()
export const takeJustMade = (id: string): RevealedLogin | undefined => justMade.get(id)
export const forgetJustMade = (id: string): void => void justMade.delete(id)

/** Creates a database; its overview can be shown at once, with the password revealed this one time. */
export async function createDatabase(
  client: QueryClient,
  organization: string,
  { body, key }: { body: Wish; key: string },
): Promise<DatabaseView> {
  const { database, operation, connection } = await call('databases.create', { organization, body, key })
  client.setQueryData(keys.connection(organization, database.id), connection)
  remember(client, organization, { database, operation })
  const revealed = await reveal({ organization, id: database.id, role: null }).catch(() => undefined)
  if (revealed) justMade.set(database.id, revealed)
  return database
}

type Subject = Pick<DatabaseView, 'id' | 'revision'>
const paramsOf = ({ id }: Subject) => ({ database: id })

/** What is saved now, also for the pages that hold it under another name. */
async function readAgain(client: QueryClient, organization: string, id: string): Promise<DatabaseView> {
  const saved = await call('databases.show', { organization, params: { database: id } })
  client.setQueriesData<DatabaseView>({ queryKey: ['database', organization] }, (known) =>
    known?.id === id ? { ...known, ...saved } : known,
  )
  return saved
}

export function useDatabaseChanges(organization: string) {
  const client = useQueryClient()
  const onSuccess = (database: DatabaseView) => remember(client, organization, { database, operation: null })
  const onStarted = (changed: { database: DatabaseView; operation: OperationView | null }) =>
    remember(client, organization, changed)
  // Somebody else was faster: what the page shows is read again, so that the next try is about the present state.
  const onError = () => client.invalidateQueries({ queryKey: ['database', organization] })
  return {
    readAgain: (id: string) => readAgain(client, organization, id),
    rename: useMutation({
      mutationFn: ({ name, ...subject }: Subject & { name: string }) =>
        call('databases.change', {
          organization,
          params: paramsOf(subject),
          version: subject.revision,
          body: { name },
        }),
      onSuccess,
      onError,
    }),
    protect: useMutation({
      mutationFn: ({ isProtected, ...subject }: Subject & { isProtected: boolean }) =>
        call('databases.protect', {
          organization,
          params: paramsOf(subject),
          version: subject.revision,
          body: { isProtected },
        }),
      onSuccess,
      onError,
    }),
    restart: useMutation({
      mutationFn: ({ key, ...subject }: Subject & { key: string }) =>
        call('databases.restart', { organization, params: paramsOf(subject), version: subject.revision, key }),
      onSuccess: onStarted,
      onError,
    }),
    remove: useMutation({
      mutationFn: (subject: Subject) =>
        call('databases.remove', { organization, params: paramsOf(subject), version: subject.revision }),
      onSuccess: onStarted,
      onError,
    }),
    undelete: useMutation({
      mutationFn: (subject: Subject) =>
        call('databases.undelete', { organization, params: paramsOf(subject), key: newKey() }),
      // A deletion undone at once is still under way; it ends in a moment. A refused try did nothing, so its key is done.
      retry: (failures, error) => failures < 40 && error instanceof ApiProblem && error.code === 'database-busy',
      retryDelay: 500,
      onSuccess: onStarted,
      onError,
    }),
  }
}
