import type { OperationDetail } from '@holdfast/shared/contract/operation-routes'
import { Elapsed } from '../ui/elapsed.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { formatDuration } from '../ui/numbers.ts'
import styles from './operation-timeline.module.css'
import { stepWords, text } from './text.ts'
import { type TimelineStep, timelineOf } from './timeline.ts'

const drawings: Readonly<Record<TimelineStep['state'], IconName>> = {
  done: 'check',
  now: 'circle-dashed',
  ahead: 'circle',
  failed: 'octagon-x',
  skipped: 'circle',
}

/** The operation's own map as a list: what is done, what goes on and why, what lies ahead. */
export function OperationTimeline({ operation }: { operation: OperationDetail }) {
  return (
    <ol className={styles.timeline}>
      {timelineOf(operation).map(({ step, state, startedAt, tookMs, because }) => (
        <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          <Icon name={drawings[state]} />
          <div>
            <p className={styles.step}>
              {stepWords(step)} <span className={styles.state}>{text.one.stepStates[state]}</span>
            </p>
            {because && <p className={styles.because}>{text.wait.because(because)}</p>}
          </div>
          <p className={styles.took}>
            {tookMs !== null && formatDuration(tookMs)}
            {state === 'now' && startedAt && <Elapsed since={startedAt} />}
          </p>
        </li>
      ))}
    </ol>
  )
}
