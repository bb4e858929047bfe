import { formatDuration } from './numbers.ts'
import { useNow } from './use-now.ts'

/** How long something has been going on; ticks each second. Whole seconds only, so that it counts evenly. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow()
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
  return <>{formatDuration(seconds * 1000 || 0)}</>
}
