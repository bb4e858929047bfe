import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { allPages } from '../../databases/index.ts'
import { type Subject, useChange } from '../change-queries.ts'

export const clientCertificatesQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: keys.clientCertificates(organization, id),
    queryFn: ({ signal }) =>
      allPages((page) =>
        call('access.listClientCertificates', {
          organization,
          params: { database: id },
          query: { ...page, limit: 200 },
          signal,
        }),
      ),
  })

export const replicationSlotsQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: keys.replicationSlots(organization, id),
    queryFn: ({ signal }) =>
      allPages((page) =>
        call('access.listReplicationSlots', {
          organization,
          params: { database: id },
          query: { ...page, limit: 200 },
          signal,
        }),
      ),
    // Slots are made and dropped by SQL: what the host sees of them is no event of the database.
    refetchInterval: 10_000,
  })

export const useIssueCertificate = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ key, ...body }: { login: string; days: number; csrPem?: string; key: string }) =>
    call('access.issueClientCertificate', { organization, params: { database: subject.id }, body, key }),
  )

export const useRevokeCertificate = (organization: string, subject: Subject) =>
  useChange(organization, subject, (serial: string) =>
    call('access.revokeClientCertificate', { organization, params: { database: subject.id, serial } }),
  )
