import type { RoleGrant, RoleView } from '@holdfast/shared/contract/access-views'
import type { RoleWish } from './queries.ts'

export type GrantPreset = RoleGrant['preset']
export type Grants = Readonly<Partial<Record<string, GrantPreset>>>

/** The fields of the form; a logical database that is left out gives nothing. */
export interface RoleValues {
  name: string
  grants: Grants
  replication: boolean
  needsCertificate: boolean
}

const noValues: RoleValues = { name: '', grants: {}, replication: false, needsCertificate: false }

export const valuesOf = (role: RoleView | null): RoleValues =>
  role
    ? {
        name: role.name,
        grants: Object.fromEntries(role.grants.map(({ database, preset }) => [database, preset])),
        replication: role.replication,
        needsCertificate: role.needsCertificate,
      }
    : noValues

const grantsOf = (grants: Grants): RoleGrant[] =>
  Object.entries(grants).flatMap(([database, preset]) => (preset ? [{ database, preset }] : []))

export const wishOf = ({ grants, replication, needsCertificate }: RoleValues): RoleWish => ({
  grants: grantsOf(grants),
  replication,
  needsCertificate,
})

/** The arguments of `holdfast role create`. */
export const createWords = (database: string, values: RoleValues): string[] => [
  'role',
  'create',
  database,
  values.name || 'ROLE',
  ...grantWords(values.grants),
  ...(values.replication ? ['--replication', 'on'] : []),
  ...(values.needsCertificate ? ['--certificate', 'on'] : []),
]

/** The arguments of `holdfast role change`: everything the form shows. */
export function changeWords(database: string, values: RoleValues): string[] {
  const grants = grantWords(values.grants)
  return [
    ...['role', 'change', database, values.name],
    ...(grants.length > 0 ? grants : ['--no-grants']),
    ...['--replication', values.replication ? 'on' : 'off'],
    ...['--certificate', values.needsCertificate ? 'on' : 'off'],
  ]
}

const grantWords = (grants: Grants): string[] =>
  grantsOf(grants).flatMap(({ database, preset }) => ['--grant', `${database}=${preset}`])
