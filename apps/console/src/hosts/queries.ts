import { queryOptions, useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'

export const hostsQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.hosts(organization),
    queryFn: ({ signal }) => call('platform.hosts', { organization, query: { limit: 200 }, signal }),
  })

/** `name` is the word in the address: a name, or the id behind it. */
export const hostQuery = (organization: string, name: string) =>
  queryOptions({
    queryKey: keys.host(organization, name),
    queryFn: ({ signal }) => call('platform.host', { organization, params: { host: name }, signal }),
  })

export const useCreateJoinToken = (organization: string) =>
  useMutation({
    mutationFn: (labels: Readonly<Record<string, string>>) =>
      call('platform.createJoinToken', { organization, body: { labels: { ...labels } } }),
  })
