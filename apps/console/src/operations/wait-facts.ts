import type { OperationView } from '@holdfast/shared/contract/operation-routes'

/** Which step of how many; a step outside the map's reading order (a detour) has no number. */
export function stepOf({ step, steps }: Pick<OperationView, 'step' | 'steps'>): { n: number; of: number } | null {
  const index = steps.indexOf(step)
  return index === -1 ? null : { n: index + 1, of: steps.length }
}

/** Slower than usual is more than twice the usual time. */
export const isSlow = (elapsedSeconds: number, usualSeconds: number | null): boolean =>
  usualSeconds !== null && elapsedSeconds > 2 * usualSeconds

/** How long a finished operation took, in milliseconds; null while it runs. */
export const tookMs = ({ startedAt, finishedAt }: Pick<OperationView, 'startedAt' | 'finishedAt'>): number | null =>
  finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt)
