import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@holdfast/shared/ids'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { makePlatformCa } from '../../test/harness/platform-ca.ts'
import { fetchArchive } from './fetch-archive.ts'

const imageId = `sha256:${'a'.repeat(64)}`
const archive = Buffer.from('the whole archive')
const etag = '"17-1"'

/** Sends the archive as the api does; tells what was asked for. */
async function startApi() {
  const authority = await makePlatformCa()
  const asked: (string | undefined)[] = []
  const startOf = ({ headers }: IncomingMessage) => {
    asked.push(headers.range)
    return headers['if-range'] === etag ? Number(/\d+/.exec(headers.range ?? '')?.[0] ?? 0) : 0
  }
  const server = createServer(await authority.serverCertificate(), (request, response) => {
    const start = startOf(request)
    if (start >= archive.length) return response.writeHead(416, { connection: 'close' }).end()
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': archive.length - start, etag })
    return response.end(archive.subarray(start))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const links = [`wss://127.0.0.1:${(server.address() as AddressInfo).port}/agent/link`]
  return {
    asked,
    identity: { hostId: newId('ho'), privateKey: '', certificate: '', ca: authority.pem, releaseKey: '', links },
  }
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-archive-'))
  onTestFinished(() => rm(folder, { recursive: true }))
})

it.each([
  { here: 0, asks: undefined },
  { here: 5, asks: 'bytes=5-' },
  { here: archive.length, asks: `bytes=${archive.length}-` },
])('an archive of which $here bytes are here is whole in the end', async ({ here, asks }) => {
  const { asked, identity } = await startApi()
  const path = join(folder, 'a'.repeat(64))
  if (here > 0) await Promise.all([writeFile(path, archive.subarray(0, here)), writeFile(`${path}.etag`, etag)])
  const { signal } = new AbortController()
  const wish = { imageId, identity, folder, imageRoot: folder, onProgress: () => undefined, signal }
  expect(await fetchArchive(wish)).toBe(path)
  expect(await readFile(path)).toEqual(archive)
  expect(asked).toEqual([asks])
})
