import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { momentsOf } from './range.ts'
import type { AuditSearch } from './search.ts'

export const auditQuery = (organization: string, search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: keys.audit(organization, search),
    queryFn: ({ pageParam, signal }) =>
      call('platform.auditEvents', {
        organization,
        query: {
          limit: 50,
          cursor: pageParam,
          actor: search.actor,
          action: search.what,
          ...momentsOf(search, Date.now()),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // The stream does not tell of the trail.
    staleTime: 0,
  })
