import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { type Subject, useChange } from '../change-queries.ts'

/** The address from which this session came, as the control plane saw it; null where it is not known. */
export const ownAddressQuery = () =>
  queryOptions({
    queryKey: ['own-address'],
    queryFn: async ({ signal }) => {
      const { items } = await call('account.listSessions', { query: { limit: 200 }, signal })
      return items.find(({ isCurrent }) => isCurrent)?.address ?? null
    },
    staleTime: 300_000,
  })

export const useSetNetworks = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ version, ...body }: { version: number; allowedNetworks: string[] }) =>
    call('databases.change', {
      organization,
      params: { database: subject.id },
      version,
      body,
    }),
  )
