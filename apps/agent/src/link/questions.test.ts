import { newId, SecretId } from '@holdfast/shared/ids'
import type { AgentMessage } from '@holdfast/shared/state/link'
import { describe, expect, it } from 'vitest'
import { makeQuestions } from './questions.ts'

const asked = { say: 'get-secret', secret: { secretId: SecretId.parse(newId('se')), version: 1 } } as const

function conversation(limitMs?: number) {
  const said: AgentMessage[] = []
  const questions = makeQuestions((message) => said.push(message) > 0, limitMs)
  const lastId = (): string => {
    const last = said.at(-1)
    return last && 'requestId' in last ? last.requestId : ''
  }
  return { questions, lastId }
}

describe('questions', () => {
  it('get the answer with their own id', async () => {
    const { questions, lastId } = conversation()
    const first = questions.ask(asked)
    const firstId = lastId()
    const second = questions.ask(asked)
    questions.hear({ say: 'answer', requestId: lastId(), value: 'two' })
    questions.hear({ say: 'answer', requestId: firstId, value: 'one' })
    expect(await Promise.all([first, second])).toEqual(['one', 'two'])
  })

  it('fail after their time, and with the link', async () => {
    await expect(conversation(5).questions.ask(asked)).rejects.toThrow(/did not answer within 5 ms/)
    const { questions } = conversation()
    const waiting = questions.ask(asked)
    questions.giveUp('the link went down')
    await expect(waiting).rejects.toThrow('the link went down')
  })

  it('fail at once when nobody is connected', async () => {
    await expect(makeQuestions(() => false).ask(asked)).rejects.toThrow('the api is not connected')
  })

  it('do not care about answers that nobody waits for', () => {
    expect(conversation().questions.hear({ say: 'answer', requestId: 'old', value: 'x' })).toBe(true)
  })
})
