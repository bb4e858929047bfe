import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization, usePermissions } from '../use-organization.ts'
import { membersQuery } from './queries.ts'
import { text } from './text.ts'

const roleFor = { 'organization:manage': 'admin', 'organization:own': 'owner' } as const
const able = { admin: ['owner', 'admin'], owner: ['owner'] } as const

/** Why the caller may not, with whom to ask; undefined for who may. */
export function useRefusal(permission: keyof typeof roleFor): string | undefined {
  const { id } = useOrganization()
  const may = usePermissions().has(permission)
  const { items } = useSuspenseQuery(membersQuery(id)).data
  if (may) return undefined
  const role = roleFor[permission]
  const whom = items.filter((member) => able[role].some((it) => it === member.role)).map(({ email }) => email)
  return text.needsRole(role, whom.slice(0, 3))
}
