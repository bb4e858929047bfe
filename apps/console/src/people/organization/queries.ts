import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { renewSession } from '../../api/session.ts'

export const quotaQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.quota(organization),
    queryFn: ({ signal }) => call('organizations.quota', { organization, signal }),
  })

/** The names of one's organizations travel with the session: it is renewed after each change. */
export function useOrganizationChanges() {
  const client = useQueryClient()
  return {
    rename: useMutation({
      mutationFn: ({ organization, name }: { organization: string; name: string }) =>
        call('members.rename', { organization, params: { organizationId: organization }, body: { name } }),
      onSuccess: async (_, { organization }) => {
        await renewSession()
        await client.invalidateQueries({ queryKey: ['caller', organization] })
      },
    }),
    create: useMutation({
      mutationFn: ({ name, key }: { name: string; key: string }) =>
        call('organizations.create', { body: { name }, key }),
      onSuccess: () => renewSession(),
    }),
  }
}
