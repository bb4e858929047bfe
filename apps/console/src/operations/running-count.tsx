import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization, usePermissions } from '../people/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { operationsQuery } from './queries.ts'
import { text } from './text.ts'

/**
 * In the top bar: how many operations run in the organization. Nothing when none does, or when that is not for this role;
 * and nothing when it cannot be read, for the pages that need it say so.
 */
export function RunningCount() {
  const { id, word: org } = useOrganization()
  const mayRead = usePermissions().has('operation:read')
  const { data } = useQuery({ ...operationsQuery(id), enabled: mayRead })
  const count = (data?.items ?? []).filter(({ state }) => state === 'running').length
  if (count === 0) return null
  return (
    <Link
      to="/o/$org/operations"
      params={{ org }}
      search={{ state: 'running' }}
      className={buttonClass('quiet')}
      aria-label={text.runningLabel(count)}
    >
      <Icon name="circle-dashed" />
      {text.running(count)}
    </Link>
  )
}
