import { rm } from 'node:fs/promises'
import { runCommand, throwawayEnvironment } from '../../platform/throwaway-platform.ts'

export type MeasuredInstallation = { url: string; token: string }

/** One that was started for the measurement: its containers and its secrets can be reached. */
export type OwnInstallation = MeasuredInstallation & { name: string; home: string }

/** Deleted databases keep their three ports for days: room for the longest benchmark. */
const portRange = '18000-18899'

/** Runs `measure` against the given installation, or against one that lives only for it. */
export async function withInstallation(
  installation: MeasuredInstallation | undefined,
  measure: (installation: MeasuredInstallation) => Promise<void>,
): Promise<void> {
  if (installation) return measure(installation)
  return withOwnInstallation(measure)
}

/** Runs `measure` against an installation that lives only for it. */
export async function withOwnInstallation(
  measure: (installation: OwnInstallation) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const environment = { ...(await throwawayEnvironment()), HOLDFAST_PORT_RANGE: portRange, ...settings }
  const { HOLDFAST_NAME: name, HOLDFAST_HOME: home } = environment
  const must = async (...args: string[]) => {
    const { code, output } = await runCommand(args, environment)
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`)
    return output
  }
  try {
    const said = await must('docker/start.mjs', '--demo')
    await measure({ url: readLine(said, 'HOLDFAST_URL'), token: readLine(said, 'HOLDFAST_TOKEN'), name, home })
  } finally {
    await must('docker/stop.mjs', '--wipe', '--keep-images')
    await rm(home, { recursive: true, force: true })
  }
}

function readLine(text: string, name: string): string {
  const value = new RegExp(`^${name}=(.+)$`, 'm').exec(text)?.[1]
  if (!value) throw new Error(`the start did not print ${name}`)
  return value
}
