import type { MetricsView, MetricView } from '@holdfast/shared/contract/metric-routes'
import { useMemo, useState } from 'react'
import type { PlotModel } from '../ui/chart/plot.ts'
import { formatAxisMoment, formatSecond } from '../ui/moments.ts'
import { ChartLegend } from './chart-legend.tsx'
import { chartLines, momentsOf } from './chart-lines.ts'
import { ChartMarks } from './chart-marks.tsx'
import { ChartTable } from './chart-table.tsx'
import type { ChartPlan } from './charts.ts'
import { formatterOf } from './format-figure.ts'
import styles from './metric-chart.module.css'
import { type Happening, placeMarks } from './place-marks.ts'
import { PlotCanvas } from './plot-canvas.tsx'
import { summarize } from './summarize.ts'
import { text } from './text.ts'

export interface ChartActions {
  readonly onZoom: (from: number, to: number) => void
  readonly onReset: () => void
}

interface MetricChartProps extends ChartActions {
  /** Its end is now. */
  isLive: boolean
  plan: ChartPlan
  metric: MetricView
  figures: MetricsView
  happenings: readonly Happening[]
}

interface Drawing extends Omit<MetricChartProps, keyof ChartActions | 'isLive'> {
  format: (value: number | null) => string
}

function drawingOf({ plan, metric, figures, happenings, format }: Drawing) {
  const lines = chartLines(plan, figures)
  const moments = momentsOf(figures)
  const [from = 0, to = 1] = [moments[0], moments.at(-1)]
  const marks = placeMarks(happenings, from, to)
  const model: PlotModel = {
    moments,
    lines,
    range: [from, to],
    marks: marks.map(({ share }) => from + share * (to - from)),
    format,
    formatMoment: (moment) => formatAxisMoment(moment * 1000, (to - from) * 1000),
    isBinary: metric.unit.startsWith('bytes'),
  }
  return { lines, marks, model }
}

/** One chart: what it is about, what it tells in words, the drawing with what happened meanwhile, and its figures as a table. */
export function MetricChart({ isLive, plan, metric, figures, happenings, onZoom, onReset }: MetricChartProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const format = useMemo(() => formatterOf(metric.unit), [metric.unit])
  const drawn = useMemo(
    () => drawingOf({ plan, metric, figures, happenings, format }),
    [plan, metric, figures, happenings, format],
  )
  const { lines, marks, model } = drawn
  const title = text.charts[plan.id]
  const summary = lines[0] && summarize(lines[0].values, figures.stepSeconds)
  const at = cursor === null ? undefined : model.moments[cursor]
  return (
    <figure className={styles.chart} aria-label={title}>
      <figcaption>
        <h3 className={styles.title}>{title}</h3>
        <p className={styles.meaning}>{metric.meaning}</p>
        {summary && (
          <p className={styles.summary}>
            {text.summary[isLive ? 'live' : 'past'](format(summary.now), format(summary.least), format(summary.most))}{' '}
            {text.trends[summary.trend]}
          </p>
        )}
      </figcaption>
      {lines.length === 0 ? (
        <p className={styles.none}>{metric.only ? text.noneBecause(metric.only) : text.none}</p>
      ) : (
        <>
          <ChartMarks title={title} marks={marks} />
          <PlotCanvas group="metrics" model={model} onSelect={onZoom} onReset={onReset} onCursor={setCursor} />
          <ChartLegend
            lines={lines}
            format={format}
            stepSeconds={figures.stepSeconds}
            index={cursor}
            at={at === undefined ? null : formatSecond(at * 1000)}
          />
          <ChartTable title={title} lines={lines} moments={model.moments} format={format} />
        </>
      )}
    </figure>
  )
}
