import type { Contract } from '@holdfast/shared/contract/contract'
import type { BodyInputOf } from '@holdfast/shared/contract/define-route'
import type { DeliveryView } from '@holdfast/shared/contract/webhook-routes'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'

type Wish = BodyInputOf<Contract['webhooks']['create']>

/** The stream says nothing of deliveries: while one is on its way the page looks again. */
const lookAgainMs = 2000
const restMs = 15_000

export const webhooksQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.webhooks(organization),
    queryFn: ({ signal }) => call('webhooks.list', { organization, query: { limit: 200 }, signal }),
    refetchInterval: restMs,
  })

export const deliveriesQuery = (organization: string, webhookId: string) =>
  infiniteQueryOptions({
    queryKey: keys.deliveries(organization, webhookId),
    queryFn: ({ pageParam, signal }) =>
      call('webhooks.deliveries', {
        organization,
        params: { webhookId },
        query: { limit: 25, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(({ state }) => state === 'pending')) ? lookAgainMs : restMs,
  })

export function useWebhookChanges(organization: string) {
  const client = useQueryClient()
  const onSettled = () =>
    Promise.all(
      ['webhooks', 'deliveries', 'alerts'].map((kind) => client.invalidateQueries({ queryKey: [kind, organization] })),
    )
  return {
    create: useMutation({
      mutationFn: ({ body, key }: { body: Wish; key: string }) => call('webhooks.create', { organization, body, key }),
      onSettled,
    }),
    test: useMutation({
      mutationFn: (webhookId: string) => call('webhooks.test', { organization, params: { webhookId } }),
      onSettled,
    }),
    enable: useMutation({
      mutationFn: (webhookId: string) => call('webhooks.enable', { organization, params: { webhookId } }),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (webhookId: string) => call('webhooks.remove', { organization, params: { webhookId } }),
      // Not waited for: the page that shows it is left first.
      onSettled: () => void onSettled(),
    }),
    sendAgain: useMutation({
      mutationFn: ({ webhookId, id }: Pick<DeliveryView, 'id'> & { webhookId: string }) =>
        call('webhooks.sendAgain', { organization, params: { webhookId, deliveryId: id } }),
      onSettled,
    }),
  }
}
