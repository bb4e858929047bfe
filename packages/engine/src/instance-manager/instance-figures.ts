import type { Figure, InstanceSeries } from '@holdfast/shared/metrics/series'
import { containerFigures } from './container-figures.ts'
import type { World } from './world.ts'

/** All that can be counted of this instance now. What does not answer is left out: a gap, never zero. */
export async function instanceFigures({ engine, state }: World): Promise<Figure<InstanceSeries>[]> {
  const isAsked = state.isPrepared && state.probe?.answer === 'running'
  const [ofContainer, ofEngine] = await Promise.all([
    containerFigures(),
    // Why it does not answer is told by the look at its health.
    isAsked ? engine.figures().catch(() => []) : [],
  ])
  const { totalBytes, freeBytes } = state.disk
  return [
    ...ofContainer,
    ...ofEngine,
    { name: 'memory_limit_bytes', value: state.page.memoryBytes },
    { name: 'connection_limit', value: state.page.connectionLimit },
    { name: 'volume_bytes', value: totalBytes },
    { name: 'volume_free_bytes', value: freeBytes },
    { name: 'volume_used_bytes', value: totalBytes - freeBytes },
  ]
}
