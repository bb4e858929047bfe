import { makeLog } from '../log.ts'
import type { GatewayConfig } from './config.ts'
import { openControlSocket } from './control-socket.ts'
import { Gateway } from './gateway.ts'
import { LastPage } from './last-page.ts'
import { defaultLimits } from './limits.ts'

/** The whole process: it serves from the last page first, and only then listens to the agent. */
export async function compose(config: GatewayConfig, limits = defaultLimits) {
  const log = makeLog(config.logLevel)
  const gateway = new Gateway({ limits, log })
  const lastPage = new LastPage(config.directory, log)
  const page = await lastPage.read()
  if (page) await gateway.apply(page)
  const control = await openControlSocket({ path: config.socket, gateway, lastPage, log })
  log.info('gateway is ready', { routes: page?.routes.length ?? 0 })
  return {
    log,
    gateway,
    /** No more pages, then no more clients, then the end of those who are connected. */
    close: async () => {
      await control.close()
      await gateway.drain()
    },
  }
}
