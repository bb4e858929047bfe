import type { MetricsView } from '@holdfast/shared/contract/metric-routes'

type Series = MetricsView['series'][number]
const seconds = (moment: string) => Date.parse(moment) / 1000
const iso = (at: number) => new Date(at * 1000).toISOString()
const nameOf = ({ name, labels }: Series) => `${name} ${JSON.stringify(Object.entries(labels).sort())}`

/** True when the newer figures go on where the known ones are: the same step on the same grid, without a hole between. */
export function goesOn(known: MetricsView, newer: MetricsView): boolean {
  const behind = (seconds(newer.from) - seconds(known.from)) / known.stepSeconds
  return (
    newer.stepSeconds === known.stepSeconds &&
    Number.isInteger(behind) &&
    behind >= 0 &&
    seconds(newer.from) <= seconds(known.to) + known.stepSeconds
  )
}

/** The known figures with the newer ones behind and over them, no longer than `width` seconds. */
export function joinFigures(known: MetricsView, newer: MetricsView, width: number): MetricsView {
  const step = known.stepSeconds
  const before = (seconds(newer.from) - seconds(known.from)) / step
  const count = Math.round((seconds(newer.to) - seconds(known.from)) / step) + 1
  const dropped = Math.max(0, count - 1 - Math.floor(width / step))
  const newerByName = new Map(newer.series.map((series) => [nameOf(series), series]))
  const knownByName = new Map(known.series.map((series) => [nameOf(series), series]))
  const series = [...new Set([...knownByName.keys(), ...newerByName.keys()])].flatMap((name) => {
    const [old, fresh] = [knownByName.get(name), newerByName.get(name)]
    const { name: metric, labels } = (fresh ?? old) as Series
    const values = Array.from({ length: count - dropped }, (_, index) => {
      const at = index + dropped
      return (at < before ? old?.values[at] : fresh?.values[at - before]) ?? null
    })
    return values.some((value) => value !== null) ? [{ name: metric, labels, values }] : []
  })
  return { from: iso(seconds(known.from) + dropped * step), to: newer.to, stepSeconds: step, series }
}
