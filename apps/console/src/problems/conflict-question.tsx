import { type ComponentProps, lazy, Suspense } from 'react'
import { loadPatiently } from '../api/load-patiently.ts'
import type { TheirsOrMine as Question } from './theirs-or-mine.tsx'

const TheirsOrMine = lazy(async () => ({
  default: (await loadPatiently(() => import('./theirs-or-mine.tsx'))).TheirsOrMine,
}))

/** The question theirs or mine, for a form whose `useProblemForm` got `theirs`. Loaded when it is first asked. */
export function ConflictQuestion({
  conflict,
  labels,
}: {
  conflict: ComponentProps<typeof Question>['conflict'] | null
  labels: ComponentProps<typeof Question>['labels']
}) {
  return <Suspense>{conflict && <TheirsOrMine conflict={conflict} labels={labels} />}</Suspense>
}
