import type { DiskRung, Health } from '@holdfast/shared/state/observed'
import { formatBytes } from '@holdfast/shared/units'
import { percentUsed } from './disk-ladder.ts'
import type { DiskSpace } from './disk-space.ts'
import type { EngineExit, Probe } from './engine-process.ts'

/** Limits in seconds after which being silent is being stuck. */
export const silentLimitSeconds = 10
export const startLimitSeconds = 60

export interface Signs {
  readonly disk: DiskSpace & { readonly rung: DiskRung }
  readonly isStopping: boolean
  /** Roles and settings of the page are in force; before that nobody is told to come. */
  readonly isPrepared: boolean
  /** Null while nothing runs. */
  readonly probe: Probe | null
  /** Seconds since the engine last answered or was started. */
  readonly silentSeconds: number
  /** How the last life ended, while there is no new one. */
  readonly exit: EngineExit | null
  readonly restartInSeconds: number
  /** Why nothing is started at all. */
  readonly refusal: string | null
}

export interface Judgement {
  readonly health: Health
  readonly because: string
}

const says = (health: Health, because: string): Judgement => ({ health, because })

/** How a process ended, in a person's words. */
export function describeExit({ code, signal, lastWords }: EngineExit): string {
  const how = signal ? `was ended by ${signal}` : `ended with status ${code}`
  return `the engine ${how}${lastWords ? `: ${lastWords}` : ''}`
}

/** Whether the volume is full, or the engine ended because something was. */
export const lacksSpace = (signs: Pick<Signs, 'disk' | 'exit'>): boolean =>
  signs.disk.rung === 'read-only' || /no space left on device/i.test(signs.exit?.lastWords ?? '')

function describeFull({ disk, exit }: Pick<Signs, 'disk' | 'exit'>): string {
  const percent = Math.floor(percentUsed(disk))
  const used = `${percent} % of ${formatBytes(disk.totalBytes)} are in use`
  return exit
    ? `${used}; ${describeExit(exit)}`
    : `${used}: transactions begin read-only and data does not grow until something is deleted or the storage is made larger`
}

function judgeProbe(probe: Probe, signs: Signs): Judgement {
  if (probe.answer === 'running')
    return signs.isPrepared
      ? says('running', 'the engine answers queries')
      : says('starting', 'the engine answers; roles and settings are being prepared')
  const isLate = signs.silentSeconds > (signs.isPrepared ? silentLimitSeconds : startLimitSeconds)
  // Recovery may take as long as there is log to read; it is not silence.
  if (probe.answer === 'recovering') return says('recovering', probe.because)
  if (isLate) return says('stuck', `${probe.because}, for ${Math.floor(signs.silentSeconds)} s`)
  return signs.isPrepared && probe.answer === 'silent'
    ? says('running', `${probe.because}; it did until ${Math.floor(signs.silentSeconds)} s ago`)
    : says('starting', probe.because)
}

/** The health of an instance from its signs. Pure; every case has its sentence. */
export function judgeHealth(signs: Signs): Judgement {
  if (signs.isStopping) return says('stopped', 'it was told to stop')
  if (signs.refusal) return says('crashed', signs.refusal)
  if (lacksSpace(signs)) return says('disk-full', describeFull(signs))
  if (signs.probe) return judgeProbe(signs.probe, signs)
  if (signs.exit) return says('crashed', `${describeExit(signs.exit)}; starting again in ${signs.restartInSeconds} s`)
  return says('starting', 'the volume is being prepared')
}
