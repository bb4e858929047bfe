import type { RoleGrant } from '@holdfast/shared/contract/access-views'
import { call } from '../../api/client.ts'
import { type Subject, useChange } from '../change-queries.ts'

export interface RoleWish {
  readonly grants: RoleGrant[]
  readonly replication: boolean
  readonly needsCertificate: boolean
}

export const useCreateRole = (organization: string, subject: Subject) =>
  useChange(organization, subject, ({ key, ...body }: RoleWish & { name: string; key: string }) =>
    call('access.createRole', { organization, params: { database: subject.id }, body, key }),
  )

export const useChangeRole = (organization: string, subject: Subject, role: string) =>
  useChange(organization, subject, (body: RoleWish) =>
    call('access.changeRole', {
      organization,
      params: { database: subject.id, role },
      version: subject.revision,
      body,
    }),
  )

export const useRemoveRole = (organization: string, subject: Subject, role: string) =>
  useChange(organization, subject, (_: undefined) =>
    call('access.removeRole', { organization, params: { database: subject.id, role }, version: subject.revision }),
  )
