import type { MailRuleView } from '@holdfast/shared/contract/alert-routes'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { keys } from '../api/keys.ts'

/** Alerts of the organization itself, or of the hosts and the platform below it. */
export type Place = 'organization' | 'installation'

interface AlertQuery {
  readonly state: 'open' | 'closed'
  readonly limit: number
  readonly cursor?: string | undefined
}

const list = (organization: string, place: Place, { query, signal }: { query: AlertQuery; signal: AbortSignal }) =>
  place === 'organization'
    ? call('alerts.list', { organization, query, signal })
    : call('alerts.listOfInstallation', { organization, query, signal })

export const openAlertsQuery = (organization: string, place: Place) =>
  queryOptions({
    queryKey: keys.alerts(organization, place, 'open'),
    queryFn: ({ signal }) => list(organization, place, { query: { state: 'open', limit: 200 }, signal }),
  })

export const closedAlertsQuery = (organization: string, place: Place) =>
  infiniteQueryOptions({
    queryKey: keys.alerts(organization, place, 'closed'),
    queryFn: ({ pageParam, signal }) =>
      list(organization, place, { query: { state: 'closed', limit: 20, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

export const mailRulesQuery = (organization: string) =>
  queryOptions({
    queryKey: keys.mailRules(organization),
    queryFn: ({ signal }) => call('alerts.mailRules', { organization, query: { limit: 200 }, signal }),
  })

interface Mute {
  readonly alertId: string
  readonly minutes: number
  readonly because: string
}

export function useAlertChanges(organization: string, place: Place) {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['alerts', organization] })
  return {
    mute: useMutation({
      mutationFn: ({ alertId, ...body }: Mute) => {
        const asked = { organization, params: { alertId }, body }
        return place === 'organization' ? call('alerts.mute', asked) : call('alerts.muteOfInstallation', asked)
      },
      onSettled,
    }),
    unmute: useMutation({
      mutationFn: (alertId: string) => {
        const asked = { organization, params: { alertId } }
        return place === 'organization' ? call('alerts.unmute', asked) : call('alerts.unmuteOfInstallation', asked)
      },
      onSettled,
    }),
  }
}

export function useSetMailRule(organization: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, leastSeverity }: Pick<MailRuleView, 'id' | 'leastSeverity'>) =>
      call('alerts.setMailRule', { organization, params: { personId: id }, body: { leastSeverity } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.mailRules(organization) }),
  })
}
