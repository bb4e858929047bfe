import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { CapacityLines } from '../ui/capacity-lines.tsx'
import { capacityOf } from './host-capacity.ts'
import { amountOf, text } from './text.ts'

const names = { cpus: text.cpus, memory: text.memory, storage: text.storage }

/** Promised and free, by kind, as bars with their figures. */
export function CapacityBars({ host }: { host: HostView }) {
  const lines = capacityOf(host)
  if (!lines) return <p>{text.unknown}</p>
  return (
    <CapacityLines
      lines={lines.map(({ what, promised: taken, total, free }) => {
        const words = text.promised(amountOf(what, taken), amountOf(what, total), amountOf(what, free))
        return { key: what, name: names[what], taken, total, words }
      })}
    />
  )
}
