import { join } from 'node:path'
import { readFileIn } from '../../host/folder.ts'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'

/** Fetches verifiers and a certificate over the link. A key that is on the volume already is kept for its whole life. */
export async function collectCredentials(step: Step<'collect-credentials'>, tools: Tools): Promise<void> {
  const { instance, verifiers } = step
  const folder = join(tools.host.path(tools.paths.volume(instance.volumeId)), 'run')
  const privateKey = step.certificate ? await readFileIn(folder, 'server.key') : undefined
  const certificate = step.certificate ? { names: instance.serverNames, privateKey } : undefined
  await tools.credentials.collect({ instanceId: instance.instanceId, verifiers, certificate })
}
