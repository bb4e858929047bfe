import { newId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { AgentMessage, type ApiMessage, linkProtocol } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { WebSocket } from 'ws'
import { desiredPage } from '../hosts/desired-page.ts'
import { readPageRows } from '../hosts/desired-page-store.ts'
import { toDocument } from '../http/problem-responses.ts'
import { answerRequest, type Request } from './answer-request.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { takeObservation } from './take-observation.ts'

/** Questions of one agent that may wait for their answer at a time. */
const mostQuestions = 256

export interface AgentConversation {
  /** Sends the newest desired page, unless it was sent already. */
  push(): void
  close(): void
}

/** The api's half of one agent's connection, whose certificate was judged good. */
export function converse(parts: LinkParts, identity: AgentIdentity, socket: WebSocket): AgentConversation {
  const { database, presence, log } = parts
  const { hostId } = identity
  let isGreeted = false
  let sentGeneration = -1
  let waiting: ObservedHost | undefined
  let questions = 0

  const say = (message: ApiMessage): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const refuse = (error: unknown, requestId: string | null): void => {
    if (!(error instanceof Problem)) log.error({ err: error, hostId }, 'an agent could not be answered')
    else log.warn({ hostId, because: error.message }, 'an agent was refused')
    const problem = error instanceof Problem ? error : new Problem('unexpected', { incidentId: newId('ic') })
    say({ say: 'refused', requestId, problem: toDocument(problem) })
  }

  const push = oneAtATime(
    async () => {
      const rows = await readPageRows(database.read, hostId)
      if (!rows || rows.generation <= sentGeneration) return
      say({ say: 'desired', page: desiredPage(rows, parts.endpointHosts) })
      sentGeneration = rows.generation
    },
    (error) => log.error({ err: error, hostId }, 'a desired page could not be sent'),
  )

  /** Only the newest page counts: those that came while one was being written are one write. */
  const write = oneAtATime(
    async () => {
      const page = waiting
      waiting = undefined
      if (page) await takeObservation(parts, identity, page)
    },
    (error) => refuse(error, null),
  )

  const answer = async (request: Request): Promise<void> => {
    if (questions >= mostQuestions)
      return refuse(new Problem('too-many-requests', { retryAfterSeconds: 1 }), request.requestId)
    questions++
    try {
      say({ say: 'answer', requestId: request.requestId, value: await answerRequest(parts, identity, request) })
    } catch (error) {
      refuse(error, request.requestId)
    } finally {
      questions--
    }
  }

  const greet = (message: AgentMessage): void => {
    const problem = judgeGreeting(message, identity)
    if (problem) {
      refuse(problem, null)
      socket.close(1008, problem.code)
      return
    }
    isGreeted = true
    presence.heard(hostId)
    push()
  }

  const hear = (message: AgentMessage): void => {
    if (isGreeted) presence.heard(hostId)
    if (!isGreeted) greet(message)
    else if (message.say === 'observed') {
      waiting = message.page
      write()
    } else if ('requestId' in message) void answer(message)
  }

  socket.on('message', (bytes, isBinary) => {
    const message = isBinary ? undefined : readMessage(String(bytes))
    if (message) {
      hear(message)
      return
    }
    refuse(new Problem('malformed-body', { because: 'the message is not one of this protocol' }), null)
    if (!isGreeted) socket.close(1008, 'malformed-body')
  })

  return { push: () => isGreeted && push(), close: () => socket.close(1001) }
}

function judgeGreeting(message: AgentMessage, { hostId }: AgentIdentity): Problem | undefined {
  if (message.say !== 'hello') return new Problem('identity-refused', { because: 'its first message was no hello' })
  if (message.protocol !== linkProtocol)
    return new Problem('protocol-not-supported', { given: message.protocol, known: [linkProtocol] })
  if (message.hostId !== hostId) return new Problem('identity-refused', { because: 'its hello names another host' })
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
