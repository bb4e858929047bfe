export { Part } from './part.tsx'
export { ShownProblem } from './shown-problem.tsx'
export { useProblemForm } from './use-problem-form.ts'
export { useSmallForm } from './use-small-form.ts'
