import { createClient } from '@holdfast/shared/client/client'
import type { Context } from './command.ts'
import { readConfig } from './config.ts'
import { type Chosen, chooseIdentity } from './identity.ts'
import type { Output } from './output.ts'

export interface Opening extends Chosen {
  readonly output: Output
  readonly isForAnybody?: boolean | undefined
  /** Longest wait for each answer. */
  readonly timeoutMs?: number
}

const readAll = async (input: AsyncIterable<Buffer | string>): Promise<string> => {
  let text = ''
  for await (const chunk of input) {
    text += chunk.toString()
    if (text.length > 1_000_000) throw new Error('standard input is longer than 1 MB')
  }
  return text.replace(/\r?\n$/, '')
}

/** What a command works with: whom it speaks as, a client for that, and where its results go. */
export async function openContext({ output, isForAnybody, timeoutMs, ...chosen }: Opening): Promise<Context> {
  const config = readConfig()
  const identity = await chooseIdentity(config, chosen, isForAnybody)
  const call = createClient({
    url: identity.url,
    token: () => identity.token,
    organization: () => identity.organizationId,
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
  return { ...identity, call, config, output, readInput: () => readAll(process.stdin) }
}
