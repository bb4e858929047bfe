import { type DatabaseId, newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { type AgentMessage, type ApiMessage, knownLinkProtocols, linkMessageLimit } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { WebSocket } from 'ws'
import { desiredPage } from '../hosts/desired-page.ts'
import { readPageRows } from '../hosts/desired-page-store.ts'
import { turnPageBeyond } from '../hosts/host-store.ts'
import { toDocument } from '../http/problem-responses.ts'
import { isDatabaseUnreachable } from '../http/unreachable.ts'
import { notify } from '../platform/database/notifications.ts'
import { answerRequest, type Request } from './answer-request.ts'
import { disputeWord } from './dispute-word.ts'
import type { AgentIdentity, DoorParts } from './link-parts.ts'
import { openMessageGate, tooLarge } from './message-gate.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Visitor } from './seats.ts'
import { takeObservation } from './take-observation.ts'

/** More changes than a host can live to see; the books count no further than 2³¹. */
const mostGenerations = 1_000_000_000

/** Questions of one agent that may wait for their answer at a time. */
const mostQuestions = 256

/** A connection says hello soon, or it is not one of an agent. */
const greetingMs = 15_000
const farewellMs = 2_000

export interface AgentConversation {
  /** Sends the newest desired page, unless it was sent already. */
  push(): void
  /** Asks for figures of this database, or of the host, every second for a while. */
  look(databaseId: DatabaseId | null): void
}

interface Side extends DoorParts {
  readonly identity: AgentIdentity
  readonly say: (message: ApiMessage) => void
  readonly isOpen: () => boolean
  /** Ends the connection; with a problem the agent is told first. */
  readonly end: (problem?: Problem) => void
  readonly onClose: (listener: () => void) => void
}

type Hello = Extract<AgentMessage, { say: 'hello' }>

/** The api's half of one agent's connection, whose certificate was judged good. */
export function converse(parts: DoorParts, identity: AgentIdentity, socket: WebSocket): AgentConversation {
  const side = sideOf(parts, identity, socket)
  const push = pageSender(side)
  const write = pageTaker(side)
  const answer = questionAnswerer(side)
  const gate = openMessageGate()
  let phase: 'new' | 'greeting' | 'greeted' = 'new'
  let heardAt = performance.now()

  const hear = (message: AgentMessage): void => {
    parts.presence.heard(identity.hostId, message.say === 'heartbeat' ? new Date(message.sentAt) : undefined)
    if (message.say === 'observed') write(message.page)
    else if ('requestId' in message) void answer(message)
  }

  /** What it says before it has its seat: it may be the copy of an agent that lives. */
  const early: AgentMessage[] = []
  const greet = async (hello: Hello): Promise<void> => {
    socket.pause()
    const isSeated = await takeSeat(side, hello, () => heardAt)
    socket.resume()
    if (!isSeated) return
    phase = 'greeted'
    early.forEach(hear)
    await tellOfGreeting(side, hello)
    push()
  }

  const begin = (first: AgentMessage): void => {
    const hello = judgeGreeting(first, identity)
    if (hello instanceof Problem) {
      side.end(hello)
      return
    }
    phase = 'greeting'
    greet(hello).catch((error) => refuse(side, error, null))
  }

  const limit = setTimeout(() => phase === 'new' && socket.close(1008, 'it said no hello'), greetingMs)
  socket.on('close', () => clearTimeout(limit))
  socket.on('message', (bytes, isBinary) => {
    heardAt = performance.now()
    const message = gate.read(String(bytes), isBinary)
    if (message instanceof Problem) {
      const isHarmless = phase !== 'new' && message.code === 'message-not-understood'
      if (isHarmless) refuse(side, message, null)
      else side.end(message)
    } else if (phase === 'greeted') hear(message)
    else if (phase === 'greeting') early.push(message)
    else begin(message)
  })

  const isSeated = () => phase === 'greeted'
  return { push: () => isSeated() && push(), look: (databaseId) => isSeated() && side.say({ say: 'look', databaseId }) }
}

function sideOf(parts: DoorParts, identity: AgentIdentity, socket: WebSocket): Side {
  const isOpen = () => socket.readyState === socket.OPEN
  const side: Side = {
    ...parts,
    identity,
    isOpen,
    onClose: (listener) => socket.on('close', listener),
    say(message) {
      const text = JSON.stringify(message)
      if (Buffer.byteLength(text) > linkMessageLimit) throw tooLarge()
      if (isOpen()) socket.send(text)
    },
    end(problem) {
      if (problem) refuse(side, problem, null)
      socket.close(1008, problem?.code)
      // A peer that is gone does not answer the close.
      setTimeout(() => socket.terminate(), farewellMs).unref()
    },
  }
  return side
}

/** True when it may speak for its host from now on. */
async function takeSeat(side: Side, { run }: Hello, heardAt: () => number): Promise<boolean> {
  const { hostId, address } = side.identity
  const visitor: Visitor = { hostId, address, run, heardAt, isOpen: side.isOpen, end: side.end }
  const problem = await side.seats.take(visitor)
  if (problem) side.end(problem)
  else side.onClose(() => side.seats.leave(visitor))
  return problem === undefined
}

async function tellOfGreeting({ database, presence, identity: { hostId } }: Side, hello: Hello): Promise<void> {
  presence.heard(hostId)
  await database.transaction(async (tx) => {
    await turnPageBeyond(tx, hostId, hello.generation)
    if (hello.run !== undefined) await notify(tx, 'agent', disputeWord({ say: 'seated', hostId, run: hello.run }))
  })
}

/** Tells the agent, and everybody who watches, why. */
function refuse({ say, log, refusals, identity }: Side, error: unknown, requestId: string | null): void {
  const { hostId, address } = identity
  const problem = error instanceof Problem ? error : unanswerable(error)
  if (error !== problem) log.error({ err: error, hostId, ...problem.facts }, 'an agent could not be answered')
  else if (problem.code !== 'not-found') refusals.tell({ subject: hostId, address, problem })
  say({ say: 'refused', requestId, problem: toDocument(problem) })
}

const unanswerable = (error: unknown): Problem =>
  isDatabaseUnreachable(error)
    ? new Problem('unavailable', { because: 'the control plane’s own database does not answer' })
    : new Problem('unexpected', { incidentId: newId('ic') })

/** Sends the newest desired page; never one twice, nor an older one after a newer. */
function pageSender(side: Side): () => void {
  const { database, say, isOpen, end, log } = side
  const { hostId } = side.identity
  let sentGeneration = -1
  return oneAtATime(
    async () => {
      const rows = await readPageRows(database.read, hostId)
      if (!rows) return end(new Problem('certificate-revoked', { because: 'the host was removed' }))
      if (rows.generation <= sentGeneration) return
      const tickets = rows.routes.map(side.signTicket)
      say({ say: 'desired', page: { ...desiredPage(rows, side), ...(tickets.length > 0 && { tickets }) } })
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

/** The hello, or why the agent that said this first is not let in. */
function judgeGreeting(message: AgentMessage, { hostId }: AgentIdentity): Hello | Problem {
  if (message.say !== 'hello') return new Problem('identity-refused', { because: 'its first message was no hello' })
  if (!knownLinkProtocols.includes(message.protocol))
    return new Problem('protocol-not-supported', { given: message.protocol, known: [...knownLinkProtocols] })
  if (message.hostId !== hostId) return new Problem('identity-refused', { because: 'its hello names another host' })
  if (message.generation > mostGenerations)
    return new Problem('identity-refused', { because: `it claims to have read ${message.generation} generations` })
  return message
}
