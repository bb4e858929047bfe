import { mostPoints } from '@holdfast/shared/contract/metric-routes'
import { Problem } from '@holdfast/shared/problems/problem'

/** Moments at which values are wanted, in whole seconds since 1970: `from`, one each `step`, `to`. */
export interface TimeGrid {
  readonly from: number
  readonly to: number
  readonly step: number
}

export interface RangeWish {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly stepSeconds?: number | undefined
}

/** Steps that people can read off an axis. */
const readableSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]
const usualPoints = 240
const hour = 3_600

/** The grid of a wish: at most `mostPoints`, so that a step that is too fine becomes coarser. Throws `invalid-input`. */
export function timeGrid({ from, to, stepSeconds }: RangeWish, now: Date): TimeGrid {
  const end = seconds(to) ?? now.getTime() / 1000
  const begin = seconds(from) ?? end - hour
  if (begin >= end) throw wrongRange()
  const span = end - begin
  const step = stepSeconds === undefined ? stepFor(span / usualPoints) : Math.max(stepSeconds, leastStep(span))
  return { from: Math.floor(begin / step) * step, to: Math.floor(end / step) * step, step }
}

/** Both ends count: one fewer than the points fit between them. */
const leastStep = (span: number): number => stepFor(span / (mostPoints - 2))

function stepFor(atLeast: number): number {
  const readable = readableSteps.find((step) => step >= atLeast)
  return readable ?? Math.ceil(atLeast / 86_400) * 86_400
}

const seconds = (moment: string | undefined): number | undefined =>
  moment === undefined ? undefined : Date.parse(moment) / 1000

function wrongRange(): Problem {
  const detail = 'must lie before `to`'
  return new Problem('invalid-input', { fields: ['/from'] }, [{ pointer: '/from', code: 'invalid_range', detail }])
}

/** Puts what the store gave on the grid. It says nothing where it has nothing. */
export function onGrid(
  { from, to, step }: TimeGrid,
  points: readonly (readonly [number, string])[],
): (number | null)[] {
  const values = new Array<number | null>(Math.floor((to - from) / step) + 1).fill(null)
  for (const [at, text] of points) {
    const index = Math.round((at - from) / step)
    const value = Number(text)
    if (index >= 0 && index < values.length && Number.isFinite(value)) values[index] = value
  }
  return values
}
