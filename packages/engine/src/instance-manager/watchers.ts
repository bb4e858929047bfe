import type { ManagerObservation } from '@holdfast/shared/state/instance-page'
import { MiB } from '@holdfast/shared/units'

type Tell = (observation: ManagerObservation) => void

/** Free space moves all the time; a watcher hears of it in steps. */
const diskStep = 16 * MiB

const gist = (observation: ManagerObservation): string =>
  JSON.stringify({ ...observation, disk: [observation.disk.rung, Math.floor(observation.disk.freeBytes / diskStep)] })

/** Tells everybody who watches, once at the beginning and then at each change that is worth a line. */
export function watchers(observe: () => ManagerObservation) {
  const watching = new Set<Tell>()
  let told = ''
  return {
    announce: () => {
      const observation = observe()
      if (gist(observation) === told) return
      told = gist(observation)
      for (const tell of watching) tell(observation)
    },
    watch: (tell: Tell): (() => void) => {
      watching.add(tell)
      tell(observe())
      return () => watching.delete(tell)
    },
  }
}
