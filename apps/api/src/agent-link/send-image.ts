import type { FileHandle } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { ImageArchive } from '@holdfast/shared/state/image-archives'
import { demandJoinToken, hashOfToken } from '../hosts/join-tokens.ts'
import { toDocument } from '../http/problem-responses.ts'
import { makeAttempts } from '../people/attempts.ts'
import { identifyAgent } from './identify-agent.ts'
import type { DoorParts, LinkParts } from './link-parts.ts'
import { subjectOfRefusal } from './subject-of-refusal.ts'

/** Archives sent at a time by one replica; who comes later is told to come again. */
const mostAtATime = 8
/** And to one receiver: its last one may not have been noticed as broken yet. Nobody takes the places of others by reading slowly. */
const mostForOne = 2
/** A receiver that takes nothing for so long is given up. */
const stalledMs = 60_000
const attemptsAMinute = 20

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface ImageDoors {
  /** `GET /agent/image`: the agent's image, for whoever shows a join token that is still good. The token is not used up: joining does that. */
  readonly first: Answer
  /** `GET /agent/images/<id>`: any archived image, for a host with its certificate; from an offset with `Range: bytes=N-`. */
  readonly later: Answer
}

export function openImageDoors(parts: DoorParts): ImageDoors {
  const attempts = makeAttempts({ most: attemptsAMinute, windowSeconds: 60 })
  const send = limitedSender(parts)
  return {
    first: guarded(parts, async (request, response) => {
      const giveBack = attempts.take(request.socket.remoteAddress ?? 'unknown')
      const token = /^Bearer (\S{20,200})$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
      await demandJoinToken(parts.database.read, token, parts.clock.now())
      giveBack()
      await send(await parts.archives.findAgent(), { receiver: hashOfToken(token), request, response })
    }),
    later: guarded(parts, async (request, response) => {
      const { hostId } = await identifyAgent(parts, request)
      const imageId = `sha256:${request.url?.split('/').at(-1)}`
      await send(await parts.archives.find(imageId), { receiver: hostId, request, response })
    }),
  }
}

/** Who is told this was not turned away: it is not kept here, or not sent just now. */
const isOurs: ReadonlySet<string> = new Set(['not-found', 'too-many-requests'])

const guarded =
  ({ log, refusals }: DoorParts, answer: Answer): Answer =>
  async (request, response) => {
    try {
      await answer(request, response)
    } catch (error) {
      if (response.headersSent) {
        log.warn({ err: error }, 'an image was not sent to its end')
        response.destroy()
        return
      }
      if (error instanceof Problem && !isOurs.has(error.code))
        refusals.tell({ subject: subjectOfRefusal(error), address: request.socket.remoteAddress, problem: error })
      const incidentId = newId('ic')
      if (!(error instanceof Problem)) log.error({ err: error, incidentId }, 'an image could not be sent')
      const document = toDocument(error instanceof Problem ? error : new Problem('unexpected', { incidentId }))
      response.writeHead(document.status, { 'content-type': 'application/problem+json', connection: 'close' })
      response.end(JSON.stringify(document))
    }
  }

interface Sending {
  /** Whose place it takes. */
  readonly receiver: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

function limitedSender({ archives }: LinkParts) {
  const receivers: string[] = []
  return async (archive: ImageArchive | undefined, { receiver, request, response }: Sending) => {
    if (!archive) throw new Problem('not-found', { subject: 'an archive of this image' })
    const own = receivers.filter((it) => it === receiver).length
    if (receivers.length >= mostAtATime || own >= mostForOne)
      throw new Problem('too-many-requests', { retryAfterSeconds: 15 })
    receivers.push(receiver)
    try {
      const file = await archives.open(archive)
      await sendFile({ file, archive }, request, response).finally(() => file.close())
    } finally {
      receivers.splice(receivers.indexOf(receiver), 1)
    }
  }
}

interface OpenArchive {
  readonly file: FileHandle
  readonly archive: ImageArchive
}

async function sendFile(
  { file, archive }: OpenArchive,
  { headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size, mtimeMs } = await file.stat()
  const etag = `"${size}-${Math.round(mtimeMs)}"`
  const start = offsetOf(headers.range, headers['if-range'], etag)
  if (start >= size) {
    response.writeHead(416, { 'content-range': `bytes */${size}`, connection: 'close' }).end()
    return
  }
  response.setTimeout(stalledMs, () => response.destroy(new Error(`nothing was taken for ${stalledMs} ms`)))
  response.writeHead(start > 0 ? 206 : 200, {
    'content-type': 'application/gzip',
    'content-length': size - start,
    'cache-control': 'no-store',
    'x-image-bytes': archive.imageBytes,
    etag,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${size - 1}/${size}` } : {}),
  })
  await pipeline(file.createReadStream({ start, autoClose: false }), response)
}

/** Where to go on: only in the very archive whose beginning the receiver has. */
function offsetOf(range: string | undefined, ifRange: string | string[] | undefined, etag: string): number {
  const from = /^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1]
  return from === undefined || ifRange !== etag ? 0 : Number(from)
}
