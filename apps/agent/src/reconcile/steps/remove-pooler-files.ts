import { rm } from 'node:fs/promises'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'

export async function removePoolerFiles(step: Step<'remove-pooler-files'>, { host, paths }: Tools): Promise<void> {
  for (const path of [paths.poolerControl(step.databaseId), paths.pooler(step.databaseId)])
    await rm(host.path(path), { recursive: true, force: true })
}
