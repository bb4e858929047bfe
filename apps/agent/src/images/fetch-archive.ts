import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import { formatBytes } from '@holdfast/shared/units'
import type { Identity } from '../link/identity.ts'

export interface ArchiveWish {
  readonly imageId: string
  /** Who asks, and whom. */
  readonly identity: Identity
  /** Folder for what has arrived so far. */
  readonly folder: string
  /** Where the images of the host's engine lie. */
  readonly imageRoot: string
  readonly onProgress: (because: string) => void
  readonly signal: AbortSignal
}

const stalledMs = 30_000
/** Nothing comes behind what is asked from: "range not satisfiable", said only of the very archive whose beginning is here. */
const alreadyWhole = 416
/** Far more than any image; nobody fills a disk by calling something an archive. */
const largestArchive = 8 * 1024 ** 3
/** What the host keeps for itself. */
const spareBytes = 256 * 1024 ** 2
const staleMs = 24 * 3600 * 1000

/** Brings the archive of an image, going on where an earlier attempt ended. Returns its path. Throws a sentence. */
export async function fetchArchive(wish: ArchiveWish): Promise<string> {
  const path = join(wish.folder, wish.imageId.replace('sha256:', ''))
  await mkdir(wish.folder, { recursive: true, mode: 0o700 })
  await forgetStale(wish.folder)
  const reply = await ask(wish, await readBeginning(path))
  try {
    // All of it came before; the agent was ended before it was used.
    if (reply.statusCode === alreadyWhole) return path
    const from = reply.statusCode === 206 ? await sizeOf(path) : 0
    const size = from + Number(reply.headers['content-length'])
    if (!Number.isSafeInteger(size) || size > largestArchive) throw new Error('the archive has no believable size')
    await demandRoom(wish, { archive: size - from, image: Number(reply.headers['x-image-bytes']) || 0 })
    await writeFile(`${path}.etag`, reply.headers.etag ?? '', { mode: 0o600 })
    const counter = countBytes(from, (here) =>
      wish.onProgress(`${formatBytes(here)} of ${formatBytes(size)} of its image have arrived`),
    )
    const target = createWriteStream(path, { flags: from > 0 ? 'a' : 'w', mode: 0o600 })
    await pipeline(reply, counter, target, { signal: wish.signal })
    const arrived = await sizeOf(path)
    if (arrived !== size) throw new Error(`${arrived} of ${size} bytes of the image arrived`)
  } finally {
    reply.destroy()
  }
  return path
}

/** Removes an archive that is not needed any more. */
export async function dropArchive(path: string): Promise<void> {
  for (const it of [path, `${path}.etag`]) await rm(it, { force: true })
}

interface Beginning {
  readonly size: number
  readonly etag: string
}

async function readBeginning(path: string): Promise<Beginning | undefined> {
  const size = await sizeOf(path)
  const etag = await readFile(`${path}.etag`, 'utf8').catch(() => '')
  return size > 0 && etag !== '' ? { size, etag } : undefined
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

/** What nobody has gone on with for a day is room for something else. */
async function forgetStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > staleMs) await rm(path, { force: true })
  }
}

/** Asks one replica after the other; the first that has the archive sends it. */
async function ask(wish: ArchiveWish, beginning: Beginning | undefined): Promise<IncomingMessage> {
  const failures: string[] = []
  for (const link of wish.identity.links) {
    const url = new URL(`/agent/images/${wish.imageId.replace('sha256:', '')}`, link.replace(/^wss:/, 'https:'))
    try {
      return await askOne(url, wish, beginning)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(`its image could not be fetched: ${failures.join('; ')}`)
}

function askOne(url: URL, { identity, signal }: ArchiveWish, beginning?: Beginning): Promise<IncomingMessage> {
  const { ca, certificate: cert, privateKey: key } = identity
  const headers = beginning ? { range: `bytes=${beginning.size}-`, 'if-range': beginning.etag } : {}
  return new Promise((resolve, reject) => {
    const options = { ca, cert, key, headers, signal, timeout: stalledMs, agent: false }
    const call = request(url, options, (reply) => {
      const { statusCode = 0 } = reply
      if (statusCode === 200 || (beginning && [206, alreadyWhole].includes(statusCode))) resolve(reply)
      else refusal(reply).then((because) => reject(new Error(because)), reject)
    })
    call.on('timeout', () => call.destroy(new Error(`${url.host} was quiet for ${stalledMs} ms`)))
    call.on('error', reject)
    call.end()
  })
}

async function refusal(reply: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of reply.setEncoding('utf8')) {
    text += part
    if (text.length > 64 * 1024) reply.destroy(new Error('the refusal is too long'))
  }
  const problem = ProblemDocument.safeParse(parseJson(text))
  return problem.success ? problem.data.detail : `the api answered ${reply.statusCode}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The archive and the unpacked image must fit, and leave the host some room. */
async function demandRoom(
  { folder, imageRoot }: ArchiveWish,
  { archive, image }: { archive: number; image: number },
): Promise<void> {
  const [here, there] = await Promise.all([freeOf(folder), freeOf(imageRoot)])
  const isOneDisk = here.disk === there.disk
  const needs = [
    { at: folder, free: here.free, bytes: isOneDisk ? archive + image : archive },
    { at: imageRoot, free: there.free, bytes: isOneDisk ? archive + image : image },
  ]
  const lacking = needs.find(({ free, bytes }) => free < bytes + spareBytes)
  if (!lacking) return
  const { at, free, bytes } = lacking
  throw new Error(
    `its image needs ${formatBytes(bytes + spareBytes)} on the disk of ${dirname(at)}, where ${formatBytes(free)} are free`,
  )
}

async function freeOf(path: string): Promise<{ free: number; disk: number }> {
  const [{ bavail, bsize }, { dev }] = await Promise.all([statfs(path), stat(path)])
  return { free: bavail * bsize, disk: dev }
}

function countBytes(from: number, onBytes: (here: number) => void): Transform {
  let here = from
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      here += chunk.length
      onBytes(here)
      done(null, chunk)
    },
  })
}
