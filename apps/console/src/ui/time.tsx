import { formatAge, formatFully } from './moments.ts'
import { useNow } from './use-now.ts'

/** When something was, as its age; local time, zone and UTC on hover. Ticks each second while it is young. */
export function Time({ at }: { at: string }) {
  const moment = Date.parse(at)
  const isYoung = Date.now() - moment < 60_000
  const now = useNow(isYoung ? 'second' : 'calm')
  return (
    <time dateTime={at} title={formatFully(moment)}>
      {formatAge(moment, Math.max(now, moment))}
    </time>
  )
}
