import { attempt } from './attempt.ts'
import type { Verdict } from './probe.ts'
import { isTrap, probes } from './probes.ts'
import { judgeTraps, layTraps, type NamedTrap } from './spring-traps.ts'
import type { Stage } from './stage.ts'

/** As many at once as leave the tenant connections for each. */
const atOnce = 4

/** Lays the traps and looks at them when `work` is done with the tenant’s database; then tries every other way out. */
export async function tryProbes(
  stage: Stage,
  work: (stage: Stage, traps: readonly NamedTrap[]) => Promise<void>,
): Promise<Verdict[]> {
  const traps = probes.filter(isTrap)
  await layTraps(stage, traps)
  await work(stage, traps)
  const verdicts = await judgeTraps(stage, traps)
  const waiting = probes.filter((probe) => !isTrap(probe))
  const tryOn = async () => {
    for (let probe = waiting.shift(); probe; probe = waiting.shift()) verdicts.push(await attempt(stage, probe))
  }
  await Promise.all(Array.from({ length: atOnce }, tryOn))
  return verdicts
}
