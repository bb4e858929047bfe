import { Problem } from '@holdfast/shared/problems/problem'
import { AgentMessage, linkMessageLimit, linkProtocol, NumberedMessage } from '@holdfast/shared/state/link'

/** What one connection may say: messages of the protocol, each of them once, and not too many. */
export interface MessageGate {
  /** The message, or why it is refused. */
  read(text: string, isBinary: boolean): AgentMessage | Problem
}

/** Heartbeats are four a second; answers and pages come in bursts. */
const mostAWindow = 2_000
const windowMs = 10_000

export function openMessageGate(now: () => number = () => performance.now()): MessageGate {
  let last = 0
  let protocol: number | undefined
  let windowEnd = now() + windowMs
  let inWindow = 0

  const isTooOften = (): boolean => {
    if (now() >= windowEnd) {
      windowEnd = now() + windowMs
      inWindow = 0
    }
    return ++inWindow > mostAWindow
  }

  return {
    read(text, isBinary) {
      if (isTooOften()) return new Problem('too-many-requests', { retryAfterSeconds: windowMs / 1000 })
      if (isBinary) return misunderstood('it is binary')
      const json = parse(text)
      if (json === undefined) return misunderstood('it is not JSON')
      const parsed = AgentMessage.safeParse(json)
      if (!parsed.success) return misunderstood(`${parsed.error.issues[0]?.path.join('.')} is not as it must be`)
      const message = parsed.data
      protocol ??= message.say === 'hello' ? message.protocol : undefined
      // Messages of protocol 1 have no numbers; a hello of a protocol that nobody knows is for the greeting to refuse.
      if (protocol !== undefined && protocol !== linkProtocol) return message
      const number = NumberedMessage.safeParse(json)
      if (!number.success) return misunderstood('it has no number')
      const { n } = number.data
      if (n <= last) return new Problem('message-replayed', { given: n, last })
      last = n
      return message
    },
  }
}

export const tooLarge = (): Problem => new Problem('message-too-large', { limitBytes: linkMessageLimit })

const misunderstood = (because: string): Problem => new Problem('message-not-understood', { because })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever cannot be parsed is not a message.
    return undefined
  }
}
