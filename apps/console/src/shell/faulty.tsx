import type { ErrorComponentProps } from '@tanstack/react-router'
import { useRouter } from '@tanstack/react-router'
import { asProblem } from '../api/problem.ts'
import { ShownProblem } from '../problems/index.ts'
import { Entrance } from '../ui/entrance.tsx'
import { text } from './text.ts'

/** Where a whole page failed: the control plane is away, or the console has a fault. */
export function Faulty({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Entrance title={text.faulty.title} lead={text.faulty.lead}>
      <ShownProblem problem={asProblem(error)} onRetry={retry} />
    </Entrance>
  )
}
