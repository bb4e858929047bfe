import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { openAlertsQuery } from './queries.ts'
import { text } from './text.ts'

/** How things are, over everything that is watched. */
export function AlertsSentence() {
  const { id } = useOrganization()
  const own = useSuspenseQuery(openAlertsQuery(id, 'organization')).data.items
  const platform = useSuspenseQuery(openAlertsQuery(id, 'installation')).data.items
  const open = [...own, ...platform]
  return <>{open.length === 0 ? text.calm : text.sentence(open)}</>
}
