import type { Contract } from '@holdfast/shared/contract/contract'
import type { BodyInputOf, ReplyOf } from '@holdfast/shared/contract/define-route'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { firstPages } from '../listing/first-pages.ts'

export type TokenWish = BodyInputOf<Contract['account']['createToken']>
export type Made = ReplyOf<Contract['account']['createToken']>
export type Whose = 'own' | 'all'

export const tokensQuery = (organization: string, whose: Whose, pages = 1) =>
  queryOptions({
    queryKey: keys.tokens(organization, whose, pages),
    queryFn: ({ signal }) =>
      firstPages(pages, (query) =>
        call(whose === 'own' ? 'account.listTokens' : 'organizations.listTokens', { organization, query, signal }),
      ),
  })

export function useTokenChanges(organization: string) {
  const client = useQueryClient()
  const onSuccess = () => client.invalidateQueries({ queryKey: ['tokens', organization] })
  return {
    make: useMutation({
      mutationFn: (body: TokenWish) => call('account.createToken', { organization, body }),
      onSuccess,
    }),
    revoke: useMutation({
      mutationFn: ({ tokenId, whose }: { tokenId: string; whose: Whose }) =>
        call(whose === 'own' ? 'account.revokeToken' : 'organizations.revokeToken', {
          organization,
          params: { tokenId },
        }),
      onSuccess,
    }),
  }
}
