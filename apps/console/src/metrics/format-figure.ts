import type { MetricView } from '@holdfast/shared/contract/metric-routes'
import { formatBytes, formatDuration, formatFigure, formatShare } from '../ui/numbers.ts'
import { text } from './text.ts'

type Unit = MetricView['unit']

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  count: formatFigure,
  transactions: formatFigure,
  'per-second': (value) => text.perSecond(formatFigure(value)),
  bytes: formatBytes,
  'bytes-per-second': (value) => text.perSecond(formatBytes(value)),
  seconds: (value) => formatDuration(value * 1000),
  share: formatShare,
  cpus: (value) => text.cpus(formatFigure(value)),
}

/** A figure with its unit; `–` for none. */
export const formatterOf =
  (unit: Unit) =>
  (value: number | null): string =>
    value === null ? '–' : formats[unit](value)
