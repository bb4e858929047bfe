import type { ApiProblem } from '../api/problem.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { useIsInForm } from '../ui/form.tsx'
import { ProblemNote } from '../ui/problem-note.tsx'
import { RetryButton } from './retry-button.tsx'
import { text } from './text.ts'

interface ShownProblemProps {
  problem: ApiProblem
  /** Offered only where retrying may help; inside a form that is to send it again. */
  onRetry?: (() => void) | undefined
}

/** A problem in the place of what failed. */
export function ShownProblem({ problem, onRetry }: ShownProblemProps) {
  const { document, incidentId, errors, notBefore } = problem
  const isInForm = useIsInForm()
  const mayRetry = (onRetry || isInForm) && document.retry === 'later'
  const hasHelp = document.type.startsWith('/')
  return (
    <ProblemNote {...text.wordsOf(problem)} others={errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)}>
      {(mayRetry || hasHelp || incidentId) && (
        <>
          {mayRetry && <RetryButton notBefore={notBefore} onRetry={onRetry} />}
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
