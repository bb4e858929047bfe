import { newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { AgentMessage, type ApiMessage, linkProtocol } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { WebSocket } from 'ws'
import { desiredPage } from '../hosts/desired-page.ts'
import { readPageRows } from '../hosts/desired-page-store.ts'
import { turnPageBeyond } from '../hosts/host-store.ts'
import { toDocument } from '../http/problem-responses.ts'
import { answerRequest, type Request } from './answer-request.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { takeObservation } from './take-observation.ts'

/** More changes than a host can live to see; the books count no further than 2³¹. */
const mostGenerations = 1_000_000_000

/** Questions of one agent that may wait for their answer at a time. */
const mostQuestions = 256

export interface AgentConversation {
  /** Sends the newest desired page, unless it was sent already. */
  push(): void
}

interface Side extends LinkParts {
  readonly identity: AgentIdentity
  readonly say: (message: ApiMessage) => void
  readonly isOpen: () => boolean
}

/** The api's half of one agent's connection, whose certificate was judged good. */
export function converse(parts: LinkParts, identity: AgentIdentity, socket: WebSocket): AgentConversation {
  const isOpen = () => socket.readyState === socket.OPEN
  const say = (message: ApiMessage): void => {
    if (isOpen()) socket.send(JSON.stringify(message))
  }
  const side: Side = { ...parts, identity, say, isOpen }
  const push = pageSender(side)
  const write = pageTaker(side)
  const answer = questionAnswerer(side)
  let isGreeted = false

  const greet = (message: AgentMessage): void => {
    const problem = judgeGreeting(message, identity)
    isGreeted = problem === undefined
    if (problem) {
      refuse(side, problem, null)
      socket.close(1008, problem.code)
      return
    }
    parts.presence.heard(identity.hostId)
    const read = message.say === 'hello' ? message.generation : 0
    parts.database
      .transaction((tx) => turnPageBeyond(tx, identity.hostId, read))
      .then(push, (error) => refuse(side, error, null))
  }

  socket.on('message', (bytes, isBinary) => {
    const message = isBinary ? undefined : readMessage(String(bytes))
    if (!message) {
      refuse(side, new Problem('malformed-body', { because: 'the message is not one of this protocol' }), null)
      if (!isGreeted) socket.close(1008, 'malformed-body')
      return
    }
    if (!isGreeted) {
      greet(message)
      return
    }
    parts.presence.heard(identity.hostId, message.say === 'heartbeat' ? new Date(message.sentAt) : undefined)
    if (message.say === 'observed') write(message.page)
    else if ('requestId' in message) void answer(message)
  })

  return { push: () => isGreeted && push() }
}

function refuse({ say, log, identity: { hostId } }: Side, error: unknown, requestId: string | null): void {
  if (!(error instanceof Problem)) log.error({ err: error, hostId }, 'an agent could not be answered')
  else log.warn({ hostId, because: error.message }, 'an agent was refused')
  const problem = error instanceof Problem ? error : new Problem('unexpected', { incidentId: newId('ic') })
  say({ say: 'refused', requestId, problem: toDocument(problem) })
}

/** Sends the newest desired page; never one twice, nor an older one after a newer. */
function pageSender(side: Side): () => void {
  const { database, say, isOpen, log } = side
  const { hostId } = side.identity
  let sentGeneration = -1
  return oneAtATime(
    async () => {
      const rows = await readPageRows(database.read, hostId)
      if (!rows || rows.generation <= sentGeneration) return
      say({ say: 'desired', page: desiredPage(rows, side) })
      sentGeneration = rows.generation
    },
    { isWanted: isOpen, onError: (error) => log.error({ err: error, hostId }, 'a desired page could not be sent') },
  )
}

/**
 * Writes observed pages. Only the newest counts: those that came while one was being written are one write. One that the books could
 * not take is written later: the agent does not say again what has not changed.
 */
function pageTaker(side: Side): (page: ObservedHost) => void {
  let waiting: ObservedHost | undefined
  const write = oneAtATime(
    async () => {
      const page = waiting
      waiting = undefined
      if (!page) return
      await takeObservation(side, side.identity, page).catch((error) => {
        if (!(error instanceof Problem)) waiting ??= page
        throw error
      })
    },
    { isWanted: side.isOpen, onError: (error) => refuse(side, error, null) },
  )
  return (page) => {
    waiting = page
    write()
  }
}

/** Answers questions as they come, so many at a time. */
function questionAnswerer(side: Side): (request: Request) => Promise<void> {
  let open = 0
  return async (request) => {
    const { requestId } = request
    if (open >= mostQuestions) {
      refuse(side, new Problem('too-many-requests', { retryAfterSeconds: 1 }), requestId)
      return
    }
    open++
    try {
      side.say({ say: 'answer', requestId, value: await answerRequest(side, side.identity, request) })
    } catch (error) {
      refuse(side, error, requestId)
    } finally {
      open--
    }
  }
}

function judgeGreeting(message: AgentMessage, { hostId }: AgentIdentity): Problem | undefined {
  if (message.say !== 'hello') return new Problem('identity-refused', { because: 'its first message was no hello' })
  if (message.protocol !== linkProtocol)
    return new Problem('protocol-not-supported', { given: message.protocol, known: [linkProtocol] })
  if (message.hostId !== hostId) return new Problem('identity-refused', { because: 'its hello names another host' })
  if (message.generation > mostGenerations)
    return new Problem('identity-refused', { because: `it claims to have read ${message.generation} generations` })
  return undefined
}

function readMessage(text: string): AgentMessage | undefined {
  try {
    const parsed = AgentMessage.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
