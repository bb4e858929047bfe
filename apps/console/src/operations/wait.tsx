import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Link } from '@tanstack/react-router'
import { asProblem } from '../api/problem.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Elapsed } from '../ui/elapsed.tsx'
import { Status } from '../ui/status.tsx'
import { useNow } from '../ui/use-now.ts'
import { useCancelOperation } from './queries.ts'
import { operationTitle, stepWords, text } from './text.ts'
import styles from './wait.module.css'
import { isSlow, stepOf } from './wait-facts.ts'

/** The wait contract: what, why, how far, how long, how long it usually takes, and what may be done. */
export function Wait({ operation, isOpen }: { operation: OperationView; isOpen?: boolean }) {
  const { id: organization, word: org } = useOrganization()
  const cancel = useCancelOperation(organization)
  const now = useNow()
  const { because, step, progress, startedAt, usualSeconds, mayCancel, id } = operation
  const place = stepOf(operation)
  const slow = isSlow((now - Date.parse(startedAt)) / 1000, usualSeconds)
  return (
    <div className={styles.wait}>
      <div className={styles.words}>
        <p className={styles.what}>
          <Status tone="busy" word={operationTitle(operation)} />
          {because && <span> {text.wait.because(because)}</span>}
        </p>
        <p className={styles.figures}>
          <span>{place ? `${stepWords(step)}, ${text.wait.step(place.n, place.of)}` : stepWords(step)}</span>
          {progress && <span>{text.wait.progress(progress)}</span>}
          <span>
            <Elapsed since={startedAt} />
          </span>
          {usualSeconds !== null && <span>{text.wait.usual(usualSeconds)}</span>}
          {slow && <strong>{text.wait.slow}</strong>}
        </p>
        {!mayCancel && <p className={styles.note}>{text.wait.onlyForward}</p>}
      </div>
      <div className={styles.actions}>
        {mayCancel && (
          <Button isBusy={cancel.isPending} busyLabel={text.wait.cancelling} onClick={() => cancel.mutate(id)}>
            {text.wait.cancel}
          </Button>
        )}
        {!isOpen && (
          <Link to="/o/$org/operations/$id" params={{ org, id }} className={buttonClass('quiet')}>
            {text.wait.open}
          </Link>
        )}
      </div>
      {cancel.isError && <ShownProblem problem={asProblem(cancel.error)} />}
    </div>
  )
}
