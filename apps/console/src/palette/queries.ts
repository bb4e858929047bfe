import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/client.ts'

const most = 100

/** Databases whose names hold what was typed; the server looks through all of them. */
export const foundDatabasesQuery = (organization: string, q: string) =>
  queryOptions({
    queryKey: ['databases', organization, 'found', q],
    queryFn: ({ signal }) =>
      call('databases.list', { organization, query: { limit: most, ...(q && { q: q.slice(0, 80) }) }, signal }),
  })

export const membersQuery = (organization: string) =>
  queryOptions({
    queryKey: ['members', organization, 'palette'],
    queryFn: ({ signal }) => call('members.list', { organization, query: { limit: most }, signal }),
  })
