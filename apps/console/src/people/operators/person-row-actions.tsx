import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { asProblem } from '../../api/problem.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { HandedLink } from '../handed-link.tsx'
import styles from './operators.module.css'
import { useOperatorChanges } from './queries.ts'
import { text } from './text.ts'

const words = text.people

/** Operator or not, and a reset link. */
export function PersonRowActions({ person: { id, email, isOperator } }: { person: PersonView }) {
  const { setOperator, offerReset } = useOperatorChanges()
  const showToast = useToast()
  const refused = setOperator.error ?? offerReset.error
  const offer = offerReset.data
  const turn = () =>
    setOperator.mutate(
      { personId: id, isOperator: !isOperator },
      { onSuccess: () => showToast({ words: isOperator ? words.unmade(email) : words.made(email) }) },
    )
  return (
    <div className={styles.actions}>
      <Button
        isBusy={setOperator.isPending}
        busyLabel={words.changing}
        aria-describedby={`person-${id}`}
        onClick={turn}
      >
        {isOperator ? words.unmake : words.make}
      </Button>
      <Button
        isBusy={offerReset.isPending}
        busyLabel={words.resetting}
        aria-describedby={`person-${id}`}
        onClick={() => offerReset.mutate(id)}
      >
        {words.reset}
      </Button>
      {refused && <ShownProblem problem={asProblem(refused)} />}
      {offer?.isMailed && <p role="status">{words.mailed(email)}</p>}
      {offer?.url && <HandedLink words={words.handOver(email)} url={offer.url} label={words.link} copy={words.copy} />}
    </div>
  )
}
