import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization, usePermissions } from '../people/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { operationsQuery } from './queries.ts'
import { text } from './text.ts'

function Count() {
  const { id, word: org } = useOrganization()
  const { items } = useSuspenseQuery(operationsQuery(id)).data
  const count = items.filter(({ state }) => state === 'running').length
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

/** In the top bar: how many operations run in the organization; nothing when none does, or when that is not for this role. */
export function RunningCount() {
  return usePermissions().has('operation:read') ? <Count /> : null
}
