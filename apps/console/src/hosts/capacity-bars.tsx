import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { CapacityBar } from '../ui/capacity-bar.tsx'
import styles from './capacity-bars.module.css'
import { capacityOf } from './host-capacity.ts'
import { amountOf, text } from './text.ts'

const names = { cpus: text.cpus, memory: text.memory, storage: text.storage }

/** Promised and free, by kind, as bars with their figures. */
export function CapacityBars({ host }: { host: HostView }) {
  const lines = capacityOf(host)
  if (!lines) return <p>{text.unknown}</p>
  return (
    <dl className={styles.bars}>
      {lines.map(({ what, promised, total, free }) => (
        <div key={what}>
          <dt>{names[what]}</dt>
          <dd>
            <CapacityBar share={total === 0 ? 1 : promised / total} />
            {text.promised(amountOf(what, promised), amountOf(what, total), amountOf(what, free))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
