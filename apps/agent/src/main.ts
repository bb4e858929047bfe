import { composeAgent } from './compose.ts'
import { readConfig } from './config.ts'
import { sentence } from './log.ts'

const ended = new AbortController()
const composing = composeAgent(readConfig(), ended.signal)

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    ended.abort()
    composing
      .then((agent) => agent.close())
      .catch(() => undefined)
      .finally(() => process.exit(0))
  })

composing.catch((error: unknown) => {
  if (ended.signal.aborted) return
  process.stderr.write(`${sentence(error)}\n`)
  process.exit(1)
})
