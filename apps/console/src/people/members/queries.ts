import type { MemberView } from '@holdfast/shared/contract/member-routes'
import type { MemberRole } from '@holdfast/shared/contract/permissions'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { renewSession } from '../../api/session.ts'
import { firstPages } from '../listing/first-pages.ts'

export const membersQuery = (organization: string, pages = 1) =>
  queryOptions({
    queryKey: keys.members(organization, pages),
    queryFn: ({ signal }) => firstPages(pages, (query) => call('members.list', { organization, query, signal })),
  })

/** More members than that no organization has; a person's page looks through them all. */
const everyPage = 200

/** One member by id; null when the person is none. */
export const memberQuery = (organization: string, personId: string) =>
  queryOptions({
    queryKey: keys.members(organization, personId),
    queryFn: async ({ signal }): Promise<MemberView | null> => {
      const { items } = await firstPages(everyPage, (query) => call('members.list', { organization, query, signal }))
      return items.find(({ id }) => id === personId) ?? null
    },
  })

export function useMemberChanges(organization: string) {
  const client = useQueryClient()
  const readAgain = async () => {
    await Promise.all(
      ['members', 'caller', 'invitations', 'tokens'].map((kind) =>
        client.invalidateQueries({ queryKey: [kind, organization] }),
      ),
    )
  }
  // What the caller is here may have changed with it.
  const readAllAgain = async () => {
    await renewSession()
    await readAgain()
  }
  return {
    setRole: useMutation({
      mutationFn: ({ personId, role }: { personId: string; role: MemberRole }) =>
        call('members.setRole', { organization, params: { personId }, body: { role } }),
      onSuccess: readAllAgain,
    }),
    remove: useMutation({
      mutationFn: (personId: string) => call('members.remove', { organization, params: { personId } }),
      onSuccess: readAgain,
    }),
    leave: useMutation({
      mutationFn: () => call('members.leave', { organization, params: { organizationId: organization } }),
      onSuccess: () => renewSession(),
    }),
    transfer: useMutation({
      mutationFn: (personId: MemberView['id']) =>
        call('members.transfer', { organization, params: { organizationId: organization }, body: { personId } }),
      onSuccess: readAllAgain,
    }),
    offerReset: useMutation({
      mutationFn: (personId: string) => call('members.offerPasswordReset', { organization, params: { personId } }),
    }),
  }
}
