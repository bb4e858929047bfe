import type { Contract } from '@holdfast/shared/contract/contract'
import type { BodyInputOf, ReplyOf } from '@holdfast/shared/contract/define-route'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { renewSession } from '../../api/session.ts'
import { firstPages } from '../listing/first-pages.ts'

export type OrganizationWithQuota = ReplyOf<Contract['operators']['listOrganizations']>['items'][number]
export type Limits = Required<BodyInputOf<Contract['organizations']['setQuota']>>

/** Everybody, or whoever has this e-mail. */
export const peopleQuery = (email: string, pages = 1) =>
  queryOptions({
    queryKey: keys.people(email, pages),
    queryFn: ({ signal }) =>
      firstPages(pages, (query) =>
        call('operators.listPeople', { query: { ...query, ...(email && { email }) }, signal }),
      ),
  })

export const allOrganizationsQuery = (pages = 1) =>
  queryOptions({
    queryKey: keys.allOrganizations(pages),
    queryFn: ({ signal }) => firstPages(pages, (query) => call('operators.listOrganizations', { query, signal })),
  })

export function useOperatorChanges() {
  const client = useQueryClient()
  return {
    setOperator: useMutation({
      mutationFn: ({ personId, isOperator }: { personId: string; isOperator: boolean }) =>
        call('operators.setOperator', { params: { personId }, body: { isOperator } }),
      onSuccess: async () => {
        await renewSession()
        await client.invalidateQueries({ queryKey: ['people'] })
      },
    }),
    setQuota: useMutation({
      mutationFn: ({ organizationId, limits }: { organizationId: string; limits: Limits }) =>
        call('organizations.setQuota', { params: { organizationId }, body: limits }),
      onSuccess: async (_, { organizationId }) => {
        await client.invalidateQueries({ queryKey: ['all-organizations'] })
        await client.invalidateQueries({ queryKey: ['quota', organizationId] })
      },
    }),
    offerReset: useMutation({
      mutationFn: (personId: string) => call('operators.offerPasswordReset', { params: { personId } }),
    }),
  }
}
