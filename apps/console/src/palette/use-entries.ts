import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { databasesQuery } from '../databases/index.ts'
import { operationsQuery, operationTitle } from '../operations/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import type { Entry } from './entry.ts'
import { foundDatabasesQuery, membersQuery } from './queries.ts'
import { text } from './text.ts'

/** An area of the rail, as the shell hands it in. */
export interface Place {
  readonly to: string
  readonly word: string
  readonly key: string
}

interface Entries {
  readonly entries: readonly Entry[]
  readonly isReading: boolean
  readonly isFaulty: boolean
}

/** How far the reading of one kind is. */
interface Reading {
  readonly isLoading: boolean
  readonly isError: boolean
}
interface KindOfEntries {
  readonly entries: readonly Entry[]
  readonly readings: readonly Reading[]
}

function useDatabaseEntries(typed: string): KindOfEntries {
  const { id, word: org } = useOrganization()
  const navigate = useNavigate()
  const mayRead = usePermissions().has('database:read')
  const present = useQuery({ ...databasesQuery(id), enabled: mayRead })
  // What does not fit the first page is looked for by the server.
  const isCut = present.data !== undefined && present.data.nextCursor !== null
  const found = useQuery({ ...foundDatabasesQuery(id, typed.trim()), enabled: mayRead && isCut && typed.trim() !== '' })
  const known = new Map([...(present.data?.items ?? []), ...(found.data?.items ?? [])].map((view) => [view.id, view]))
  const entries = [...known.values()].map(
    ({ id: databaseId, name, hostName }): Entry => ({
      id: `database:${databaseId}`,
      group: 'databases',
      words: name,
      ...(hostName && { note: hostName }),
      run: () => void navigate({ to: '/o/$org/d/$db', params: { org, db: name } }),
    }),
  )
  return { entries, readings: [present, found] }
}

function useOperationEntries(): KindOfEntries {
  const { id, word: org } = useOrganization()
  const navigate = useNavigate()
  const mayRead = usePermissions().has('operation:read')
  const operations = useQuery({ ...operationsQuery(id), enabled: mayRead })
  const entries = (operations.data?.items ?? []).map(
    (operation): Entry => ({
      id: `operation:${operation.id}`,
      group: 'operations',
      words: operationTitle(operation),
      note: text.started(operation.startedAt),
      run: () => void navigate({ to: '/o/$org/operations/$id', params: { org, id: operation.id } }),
    }),
  )
  return { entries, readings: [operations] }
}

function useMemberEntries(): KindOfEntries {
  const { id, word: org } = useOrganization()
  const navigate = useNavigate()
  const mayRead = usePermissions().has('organization:read')
  const members = useQuery({ ...membersQuery(id), enabled: mayRead })
  const entries = (members.data?.items ?? []).map(
    ({ id: person, email, role }): Entry => ({
      id: `person:${person}`,
      group: 'people',
      words: email,
      note: role,
      run: () => void navigate({ to: '/o/$org/people/$person', params: { org, person } }),
    }),
  )
  return { entries, readings: [members] }
}

function usePageEntries(places: readonly Place[]): Entry[] {
  const { word: org } = useOrganization()
  const navigate = useNavigate()
  const mayCreate = usePermissions().has('database:create')
  return [
    ...places.map(
      ({ to, word, key }): Entry => ({
        id: `page:${to}`,
        group: 'pages',
        words: word,
        keys: `g ${key}`,
        run: () => void navigate({ to, params: { org } }),
      }),
    ),
    {
      id: 'page:create-database',
      group: 'pages',
      words: text.createDatabase,
      why: mayCreate ? undefined : needsPermission('database:create'),
      run: () => void navigate({ to: '/o/$org/databases/new', params: { org } }),
    },
  ]
}

/** All that the palette can lead to: of the organization at hand and of nothing else. */
export function useEntries(places: readonly Place[], typed: string): Entries {
  const parts = [useDatabaseEntries(typed), useOperationEntries(), useMemberEntries()]
  const pages = usePageEntries(places)
  const readings = parts.flatMap((part) => part.readings)
  return {
    entries: [...pages, ...parts.flatMap((part) => part.entries)],
    isReading: readings.some(({ isLoading }) => isLoading),
    isFaulty: readings.some(({ isError }) => isError),
  }
}
