import process from 'node:process'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'

const { close, log } = await compose(readConfig())

let isStopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (isStopping) return
    isStopping = true
    log.info('gateway is stopping', { signal })
    void close().then(() => process.exit(0))
  })
