import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { type JoinReply, JoinRequest } from '@holdfast/shared/state/link'
import { lockHostNames, saveHost } from '../hosts/host-store.ts'
import { takeJoinToken } from '../hosts/join-tokens.ts'
import { toDocument } from '../http/problem-responses.ts'
import { makeAttempts } from '../people/attempts.ts'
import type { DoorParts, LinkParts } from './link-parts.ts'
import { subjectOfRefusal } from './subject-of-refusal.ts'

const bodyLimitBytes = 64 * 1024

/** Attempts that may fail from one address in a minute; a token has 256 bits, so this bounds work, not guessing. */
const attemptsAMinute = 20

/** `POST /agent/join`: a single-use token buys a host its identity. */
export function openJoin(parts: DoorParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const attempts = makeAttempts({ most: attemptsAMinute, windowSeconds: 60 })
  return async (request, response) => {
    const address = request.socket.remoteAddress ?? 'unknown'
    try {
      const giveBack = attempts.take(address)
      const reply = await join(parts, await readBody(request))
      giveBack()
      answer(response, 200, reply)
    } catch (error) {
      const problem = error instanceof Problem ? error : unexpected(parts, error)
      if (error instanceof Problem) parts.refusals.tell({ subject: subjectOfRefusal(error), address, problem: error })
      const document = toDocument(problem)
      answer(response, document.status, document)
    }
  }
}

function unexpected({ log }: LinkParts, err: unknown): Problem {
  const incidentId = newId('ic')
  log.error({ err, incidentId }, 'a host could not join')
  return new Problem('unexpected', { incidentId })
}

async function join(parts: LinkParts, wish: JoinRequest): Promise<JoinReply> {
  const { database, authority, clock, log, releaseKey, links } = parts
  const hostId = newId('ho')
  const issued = await authority.signHost(wish.csr, hostId)
  const name = await database.transaction(async (tx) => {
    const tokenLabels = await takeJoinToken(tx, wish.token, { hostId, now: clock.now() })
    const freeName = chooseName(wish.hostname, await lockHostNames(tx))
    await saveHost(tx, {
      id: hostId,
      name: freeName,
      // What the operator wrote into the token counts more than what the host says of itself.
      labels: { ...wish.labels, ...tokenLabels },
      certificateSerial: issued.serial,
      certificateEndsAt: issued.endsAt,
    })
    return freeName
  })
  log.info({ hostId, host: name, agentVersion: wish.agentVersion }, 'a host has joined')
  return { hostId, certificate: issued.chain, ca: authority.root, releaseKey, links: [...links] }
}

/** The hostname, with a number behind it when another host carries it. */
export function chooseName(hostname: string, taken: ReadonlySet<string>): string {
  const plain =
    hostname
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]/g, '-')
      .slice(0, 200) || 'host'
  if (!taken.has(plain)) return plain
  let number = 2
  while (taken.has(`${plain}-${number}`)) number++
  return `${plain}-${number}`
}

async function readBody(request: IncomingMessage): Promise<JoinRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimitBytes) throw new Problem('body-too-large', { limitBytes: bodyLimitBytes })
    chunks.push(chunk)
  }
  const parsed = JoinRequest.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')))
  if (parsed.success) return parsed.data
  throw new Problem('invalid-input', { fields: parsed.error.issues.map((issue) => issue.path.join('.')) })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed-body', { because: 'it is not JSON' })
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return
  const type = status < 300 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', connection: 'close' })
  response.end(JSON.stringify(body))
}
