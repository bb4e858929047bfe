import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { allPages } from '../../databases/index.ts'
import { type Subject, useChange } from '../change-queries.ts'

export const extensionsQuery = (organization: string, id: string, logicalDatabase: string) =>
  queryOptions({
    queryKey: keys.extensions(organization, id, logicalDatabase),
    queryFn: ({ signal }) =>
      allPages((page) =>
        call('access.listExtensions', {
          organization,
          params: { database: id },
          query: { ...page, limit: 200, logicalDatabase },
          signal,
        }),
      ),
  })

interface Which {
  readonly extension: string
  readonly logicalDatabase: string
}

export const useInstallExtension = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ extension, logicalDatabase }: Which) =>
    call('access.installExtension', {
      organization,
      params: { database: subject.id, extension },
      body: { logicalDatabase },
    }),
  )

export const useRemoveExtension = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ extension, logicalDatabase }: Which) =>
    call('access.removeExtension', {
      organization,
      params: { database: subject.id, extension },
      query: { logicalDatabase },
      version: subject.revision,
    }),
  )
