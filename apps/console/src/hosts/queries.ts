import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'

export const hostsQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.hosts(organization),
    queryFn: ({ signal }) => call('platform.hosts', { organization, query: { limit: 200 }, signal }),
  })
