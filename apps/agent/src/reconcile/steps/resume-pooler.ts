import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { wantedPooler } from '../wanted-pooler.ts'

export async function resumePooler({ instance }: Step<'resume-pooler'>, { poolers }: Tools): Promise<void> {
  const pooler = wantedPooler(instance)
  if (pooler) await poolers.resume({ databaseId: instance.databaseId, pooler: pooler.descriptor })
}
