import { call } from '../../api/client.ts'
import { newKey } from '../../api/new-key.ts'
import { type Subject, useChange } from '../change-queries.ts'

export const useCreateLogicalDatabase = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ key, ...body }: { name: string; key: string }) =>
    call('access.createLogicalDatabase', { organization, params: { database: subject.id }, body, key }),
  )

export const useRemoveLogicalDatabase = (organization: string, subject: Subject) =>
  useChange(organization, subject, (name: string) =>
    call('access.removeLogicalDatabase', {
      organization,
      params: { database: subject.id, name },
      version: subject.revision,
    }),
  )

export const useUndeleteLogicalDatabase = (organization: string, subject: Subject) =>
  useChange(organization, subject, (name: string) =>
    call('access.undeleteLogicalDatabase', { organization, params: { database: subject.id, name }, key: newKey() }),
  )
