import { Button } from '../ui/button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { Time } from '../ui/time.tsx'
import { type ShownToast, usePastToasts } from '../ui/toasts.tsx'
import { useUndo } from '../ui/use-undo.ts'
import styles from './notices.module.css'
import { text } from './text.ts'

const nothing = async () => {}

function Notice({ notice, onUndone }: { notice: ShownToast; onUndone: () => void }) {
  const { words, at, undo } = notice
  const { isUndoing, failure, run } = useUndo(undo ?? nothing, onUndone)
  return (
    <li className={styles.notice}>
      <p role={failure ? 'alert' : undefined}>{failure ?? words}</p>
      <p className={styles.at}>
        <Time at={at} />
      </p>
      {undo && (
        <Button tone="quiet" icon="undo-2" isBusy={isUndoing} onClick={() => void run()}>
          {text.notices.undo}
        </Button>
      )}
    </li>
  )
}

/** What was said in notices since the console was opened, for whoever looked away. */
export function Notices() {
  const { toasts, forget } = usePastToasts()
  if (toasts.length === 0) return null
  return (
    <Disclosure label={text.notices.open(toasts.length)} icon="bell" word={toasts.length}>
      <ul className={styles.list}>
        {toasts.map((notice) => (
          <Notice key={notice.number} notice={notice} onUndone={() => forget(notice.number)} />
        ))}
      </ul>
    </Disclosure>
  )
}
