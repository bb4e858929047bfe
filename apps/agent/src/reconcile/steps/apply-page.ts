import { join } from 'node:path'
import type { DesiredInstance } from '@holdfast/shared/state/desired'
import { InstancePage } from '@holdfast/shared/state/instance-page'
import { instancePageHash } from '@holdfast/shared/state/instance-page-hash'
import { askSocket } from '../../host/ask-socket.ts'
import { readFileIn } from '../../host/folder.ts'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { wantedPooler } from '../wanted-pooler.ts'

const limitMs = 30_000

/** Tells the instance manager to read its page again, and waits until it says that it has applied this very page. */
export async function applyPage({ instance, isRestart }: Step<'apply-page'>, tools: Tools): Promise<void> {
  const pooler = wantedPooler(instance)?.descriptor
  const ordered = pooler && { databaseId: instance.databaseId, pooler }
  // Clients of the pooler wait for a restart without noticing it.
  if (ordered && isRestart) await tools.poolers.whilePaused(ordered, () => order(instance, tools))
  else await order(instance, tools)
}

async function order({ instanceId, volumeId }: DesiredInstance, tools: Tools): Promise<void> {
  const { host, paths, managers } = tools
  const text = await readFileIn(join(host.path(paths.volume(volumeId)), 'conf'), 'instance.json')
  const pageHash = instancePageHash(InstancePage.parse(JSON.parse(text ?? 'null')))
  await askSocket({ socketPath: host.path(paths.controlSocket(instanceId)), method: 'POST', path: '/apply', limitMs })
  if (!(await managers.until(instanceId, (facts) => facts.appliedHash === pageHash, limitMs)))
    throw new Error(`the instance manager did not apply the page within ${limitMs / 1000} s`)
}
