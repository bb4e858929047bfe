import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { type Subject, useChange } from '../change-queries.ts'

/**
 * The address from which clients beside this browser come; null where it is not known. Through loopback the control plane sees
 * only a bridge of its own machine, while the gateway sees loopback itself. Anywhere else it is what the session came from.
 */
export const ownAddressQuery = () =>
  queryOptions({
    queryKey: ['own-address'],
    queryFn: async ({ signal }) => {
      if (isLoopback(location.hostname)) return '127.0.0.1'
      const { items } = await call('account.listSessions', { query: { limit: 200 }, signal })
      return items.find(({ isCurrent }) => isCurrent)?.address ?? null
    },
    staleTime: 300_000,
  })

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || host.startsWith('127.')

export const useSetNetworks = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ version, ...body }: { version: number; allowedNetworks: string[] }) =>
    call('databases.change', {
      organization,
      params: { database: subject.id },
      version,
      body,
    }),
  )
