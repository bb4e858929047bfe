export { MetricsBoard } from './metrics-board.tsx'
export { MetricsGlance } from './metrics-glance.tsx'
export { text as metricsText } from './text.ts'
