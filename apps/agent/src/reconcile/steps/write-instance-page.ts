import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findEngine } from '@holdfast/engine'
import { inFolder, readFileIn } from '../../host/folder.ts'
import { type FileOwner, writeFileSafely } from '../../host/write-file-safely.ts'
import { certificateHash } from '../read-certificate.ts'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { wantedPage } from '../wanted-instance.ts'

/** Writes what the instance manager reads: secrets first, the page last, so that a page never names what is not there. */
export async function writeInstancePage(step: Step<'write-instance-page'>, tools: Tools): Promise<void> {
  const { instance, release } = step
  const layout = findEngine(instance.engine)?.volume
  if (!layout) throw new Error(`this agent does not know the engine ${instance.engine}`)
  const volume = tools.host.path(tools.paths.volume(instance.volumeId))
  const { owner } = layout
  for (const folder of layout.folders) await makeFolder(join(volume, folder), owner)
  const put = (name: string, content: string) => writeFileSafely({ path: join(volume, name), content, owner })

  const fresh = tools.credentials.find(instance.instanceId)
  await Promise.all([
    fresh?.verifiers && put('run/logins.json', JSON.stringify(fresh.verifiers)),
    fresh?.certificate && put('run/server.key', fresh.certificate.privateKey),
    fresh?.certificate && put('run/server.crt', fresh.certificate.chain),
    put('run/ca.crt', tools.ca),
  ])
  const certificate = await readFileIn(join(volume, 'run'), 'server.crt')
  if (certificate === undefined) throw new Error('the volume holds no certificate')
  const page = wantedPage(instance, release, certificateHash(certificate))
  if (!page) throw new Error(`this agent does not know the size ${instance.size}`)
  await put('conf/instance.json', JSON.stringify(page))
  tools.credentials.forget(instance.instanceId)
}

/** Without a volume below it there is nothing to make: the bare directory of an unmounted one stays empty. */
async function makeFolder(path: string, owner: FileOwner): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await inFolder(path, (_path, folder) => folder.chown(owner.uid, owner.gid))
}
