import { compose } from './compose.ts'
import { readConfig } from './config.ts'

const config = readConfig()
const api = await compose(config)
api.log.info({ address: api.address, linkPort: api.linkPort }, 'ready')

let isLeaving = false
const leave = (signal: NodeJS.Signals) => {
  if (isLeaving) return
  isLeaving = true
  api.log.info({ signal }, 'leaving')
  // Requests that hang must not keep the process: the store rolls back what was not committed.
  setTimeout(() => process.exit(1), 15_000).unref()
  api.close().then(
    () => process.exit(0),
    (error) => {
      api.log.error({ err: error }, 'could not leave in order')
      process.exit(1)
    },
  )
}
process.on('SIGTERM', leave)
process.on('SIGINT', leave)
