import type { ApiProblem } from '../api/problem.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { text } from './text.ts'

interface ShownProblemProps {
  problem: ApiProblem
  /** Offered only where retrying may help. */
  onRetry?: (() => void) | undefined
}

/** A problem in the place of what failed. */
export function ShownProblem({ problem, onRetry }: ShownProblemProps) {
  const { document, incidentId, errors } = problem
  const mayRetry = onRetry && document.retry === 'later'
  const hasHelp = document.type.startsWith('/')
  return (
    <ProblemNote {...text.wordsOf(problem)} others={errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)}>
      {(mayRetry || hasHelp || incidentId) && (
        <>
          {mayRetry && <Button onClick={onRetry}>{text.retry}</Button>}
          {incidentId && (
            <>
              <span>{text.incident(incidentId)}</span>
              <CopyButton label={text.copyIncident} value={incidentId} />
            </>
          )}
          {hasHelp && <a href={document.type}>{text.help}</a>}
        </>
      )}
    </ProblemNote>
  )
}
