import type { EngineRun } from './engine-process.ts'

/** Seconds for an orderly end, for a hurried one, before the process is killed. The container has 60 s in all. */
const immediateAfter = 40
const killAfter = 50

/** Orders an end and makes sure that it comes. */
export function stopRun(run: EngineRun): void {
  run.stop('fast')
  const timers = [
    setTimeout(() => run.stop('immediate'), immediateAfter * 1000),
    setTimeout(() => run.stop('kill'), killAfter * 1000),
  ]
  const clear = () => timers.forEach(clearTimeout)
  run.exited.then(clear, clear)
}
