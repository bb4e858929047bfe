import { type CalledMessage, CallerMessage, type DesiredPeer, peerProtocol } from '@holdfast/shared/state/peers'
import { judgeEvidence } from './peer-evidence.ts'
import type { PeerMind } from './peer-mind.ts'

/** What the called side does with one message: answer, hear, or end the conversation with a reason. */
export type Answer = { readonly say?: CalledMessage } | { readonly refused: string }

/** A ping is due twice a second, tickets every two seconds, questions of gateways five times a second. */
const mostAWindow = 200
const windowMs = 10_000

/** The called side of one conversation; its caller was judged to be this peer. */
export function answerPeer(peer: () => DesiredPeer | undefined, mind: PeerMind, now = () => performance.now()) {
  let isGreeted = false
  let lastPing = 0
  let windowEnd = now() + windowMs
  let inWindow = 0

  const hear = (message: CallerMessage, from: DesiredPeer): Answer => {
    switch (message.say) {
      case 'hello':
        return greet(message, from)
      case 'ping': {
        const because = judgeEvidence(message.evidence, from)
        if (because !== undefined) return { refused: because }
        if (message.n <= lastPing) return { refused: `ping ${message.n} came after ping ${lastPing}` }
        lastPing = message.n
        mind.hear(from.hostId, message.evidence)
        return { say: { say: 'pong', n: message.n, evidence: mind.evidenceFor(from) } }
      }
      case 'tickets': {
        const because = message.tickets.map(mind.book.take).find((it) => it !== undefined)
        return because === undefined ? {} : { refused: because }
      }
      case 'ask-tickets': {
        const shared = message.databases.filter((id) => from.databases.includes(id))
        return { say: { say: 'tickets', tickets: mind.book.of(shared) } }
      }
    }
  }

  const greet = ({ protocol, hostId }: Extract<CallerMessage, { say: 'hello' }>, from: DesiredPeer): Answer => {
    if (protocol !== peerProtocol)
      return {
        refused: `it speaks protocol ${protocol} of the peer port and this agent ${peerProtocol}: upgrade the older agent`,
      }
    if (hostId !== from.hostId) return { refused: `it says that it is ${hostId}, and its certificate ${from.hostId}` }
    isGreeted = true
    return {}
  }

  return (text: string, isBinary: boolean): Answer => {
    if (now() >= windowEnd) {
      windowEnd = now() + windowMs
      inWindow = 0
    }
    if (++inWindow > mostAWindow) return { refused: `it said more than ${mostAWindow} things in ten seconds` }
    const from = peer()
    if (!from) return { refused: 'it is no peer of this host any more, or its certificate was revoked' }
    const message = isBinary ? undefined : readMessage(text)
    if (!message) return { refused: 'its message is not one of the list' }
    if (!isGreeted && message.say !== 'hello') return { refused: 'its first message was no hello' }
    return hear(message, from)
  }
}

function readMessage(text: string): CallerMessage | undefined {
  try {
    return CallerMessage.safeParse(JSON.parse(text)).data
  } catch {
    // Whatever cannot be parsed is not a message.
    return undefined
  }
}
