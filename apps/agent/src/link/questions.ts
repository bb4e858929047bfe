import { randomUUID } from 'node:crypto'
import type { AgentMessage, ApiMessage } from '@holdfast/shared/state/link'

type Question = Extract<AgentMessage, { requestId: string }>
type WithoutRequestId<Message> = Message extends unknown ? Omit<Message, 'requestId'> : never
/** What can be asked over the link; the request id is given here. */
export type Asked = WithoutRequestId<Question>

/** Questions that wait for their answers, each for a limited time. */
export interface Questions {
  ask(question: Asked): Promise<string>
  /** True when the message belonged to a question. */
  hear(message: ApiMessage): boolean
  /** Every question waiting now fails with this sentence. */
  giveUp(because: string): void
}

interface Waiting {
  readonly answer: (value: string) => void
  readonly refuse: (error: Error) => void
}

export function makeQuestions(say: (message: AgentMessage) => boolean, limitMs = 5_000): Questions {
  const waiting = new Map<string, Waiting>()

  function ask(question: Asked): Promise<string> {
    const requestId = randomUUID()
    return new Promise<string>((answer, refuse) => {
      const timer = setTimeout(() => refuse(new Error(`the api did not answer within ${limitMs} ms`)), limitMs)
      waiting.set(requestId, {
        answer: (value) => {
          clearTimeout(timer)
          answer(value)
        },
        refuse: (error) => {
          clearTimeout(timer)
          refuse(error)
        },
      })
      if (!say({ ...question, requestId } as Question))
        waiting.get(requestId)?.refuse(new Error('the api is not connected'))
    }).finally(() => waiting.delete(requestId))
  }

  return {
    ask,
    hear(message) {
      if (message.say === 'desired' || message.say === 'look' || message.requestId === null) return false
      const question = waiting.get(message.requestId)
      if (message.say === 'answer') question?.answer(message.value)
      else question?.refuse(new Error(message.problem.detail))
      return true
    },
    giveUp(because) {
      for (const { refuse } of waiting.values()) refuse(new Error(because))
    },
  }
}
