import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readFileIn } from '../../host/folder.ts'
import { writeFileSafely } from '../../host/write-file-safely.ts'
import { certificateHash } from '../read-certificate.ts'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'
import { poolerStamp, wantedPooler, wantedPoolerFiles } from '../wanted-pooler.ts'

/**
 * Writes everything a pooler reads, for its own user alone. A pooler may start at any moment: it is told to read again whenever it is
 * there after the files, so it never stays with older ones. The stamp comes last.
 */
export async function writePoolerFiles({ instance }: Step<'write-pooler-files'>, tools: Tools): Promise<void> {
  const { host, paths, credentials, poolers, ca } = tools
  const { databaseId, instanceId, serverNames } = instance
  const pooler = wantedPooler(instance)
  if (!pooler) throw new Error(`the database ${databaseId} has no pooler`)
  const { descriptor, login } = pooler
  const { owner } = descriptor
  const folder = host.path(paths.pooler(databaseId))
  for (const path of [folder, host.path(paths.poolerControl(databaseId))]) {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chown(path, owner.uid, owner.gid)
  }
  const privateKey = await readFileIn(folder, 'server.key')
  const { verifiers, certificate } = await credentials.gather({
    instanceId,
    verifiers: { password: login.password },
    certificate: { names: serverNames, privateKey },
  })
  if (!certificate) throw new Error('no certificate came')
  const files = {
    ...wantedPoolerFiles(instance, verifiers?.password ?? ''),
    'server.key': certificate.privateKey,
    'server.crt': certificate.chain,
    'ca.crt': ca,
  }
  const put = (name: string, content: string) => writeFileSafely({ path: join(folder, name), content, owner })
  await Promise.all(Object.entries(files).map(([name, content]) => put(name, content)))
  await poolers.reload({ databaseId, pooler: descriptor })
  await put('stamp', poolerStamp(instance, login, certificateHash(certificate.chain)))
}
