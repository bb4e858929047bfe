import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findEngine } from '@holdfast/engine'
import type { DesiredHost } from '@holdfast/shared/state/desired'
import { readFileIn } from '../host/folder.ts'
import type { Observation, SeenPoolerFiles } from './observation.ts'
import { readCertificate } from './read-certificate.ts'
import type { Tools } from './tools.ts'

/** One look at the poolers of this host: their containers, their processes and their files. */
export async function observePoolers(
  desired: DesiredHost,
  tools: Tools,
): Promise<Pick<Observation, 'poolers' | 'poolerFiles' | 'poolersAwake' | 'poolersSure'>> {
  const { docker, host, paths, poolers: orders } = tools
  const folder = host.path(paths.poolers)
  const [poolers, names] = await Promise.all([docker.poolers.list(), readdir(folder).catch(() => [])])
  const started = poolers.filter((it) => it.state === 'running').map((it) => it.databaseId)
  const areAwake = await Promise.all(started.map((databaseId) => isAwake(databaseId, desired, tools)))
  const poolersAwake = started.filter((_, at) => areAwake[at])
  orders.keep(poolersAwake)
  const poolerFiles = await Promise.all(names.map((name) => readFiles(join(folder, name), name)))
  return { poolers, poolerFiles, poolersAwake, poolersSure: orders.sure() }
}

/** A pooler's administration socket is there while its process runs. */
async function isAwake(databaseId: string, desired: DesiredHost, { host, paths }: Tools): Promise<boolean> {
  const instance = desired.instances.find((it) => it.databaseId === databaseId)
  const socket = instance && findEngine(instance.engine)?.pooler?.administration.socket
  if (socket === undefined) return false
  return lstat(host.path(join(paths.poolerControl(databaseId), socket))).then(
    () => true,
    () => false,
  )
}

async function readFiles(folder: string, databaseId: string): Promise<SeenPoolerFiles> {
  const [stamp, certificate] = await Promise.all([readFileIn(folder, 'stamp'), readFileIn(folder, 'server.crt')])
  return { databaseId, stamp: stamp ?? null, certificate: readCertificate(certificate) }
}
