import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readFileIn } from '../host/folder.ts'
import type { Observation, SeenPoolerFiles } from './observation.ts'
import { readCertificate } from './read-certificate.ts'
import type { Tools } from './tools.ts'

/** One look at the poolers of this host: their containers and their files. */
export async function observePoolers(
  tools: Tools,
): Promise<Pick<Observation, 'poolers' | 'poolerFiles' | 'poolersSure'>> {
  const { docker, host, paths, poolers: orders } = tools
  const folder = host.path(paths.poolers)
  const [poolers, names] = await Promise.all([docker.poolers.list(), readdir(folder).catch(() => [])])
  orders.keep(poolers.filter((it) => it.state === 'running').map((it) => it.databaseId))
  const poolerFiles = await Promise.all(names.map((name) => readFiles(join(folder, name), name)))
  return { poolers, poolerFiles, poolersSure: orders.sure() }
}

async function readFiles(folder: string, databaseId: string): Promise<SeenPoolerFiles> {
  const [stamp, certificate] = await Promise.all([readFileIn(folder, 'stamp'), readFileIn(folder, 'server.crt')])
  return { databaseId, stamp: stamp ?? null, certificate: readCertificate(certificate) }
}
