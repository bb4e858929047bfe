import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { callerQuery } from './queries.ts'

const route = getRouteApi('/o/$org')

/** The organization that the address speaks of: its id, its name, its word in addresses. */
export function useOrganization(): { id: string; name: string; word: string } {
  const { membership } = route.useRouteContext()
  const { org } = route.useParams()
  return { id: membership.organizationId, name: membership.name, word: org }
}

/** What the caller may do here. */
export function usePermissions(): ReadonlySet<string> {
  const { id } = useOrganization()
  return new Set(useSuspenseQuery(callerQuery(id)).data.permissions)
}
