import { rm } from 'node:fs/promises'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'

export async function removeControlFolder(step: Step<'remove-control-folder'>, { host, paths }: Tools): Promise<void> {
  await rm(host.path(paths.control(step.instanceId)), { recursive: true, force: true })
}
