import { formatSeconds } from './numbers.ts'
import { useNow } from './use-now.ts'

/** How long something has been going on; ticks each second. Whole seconds only, so that it counts evenly. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow()
  return <>{formatSeconds(now - Date.parse(since))}</>
}
