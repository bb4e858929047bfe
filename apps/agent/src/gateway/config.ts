import { join } from 'node:path'
import { z } from 'zod'

/** Every setting of the gateway. Routes, addresses and allow-lists are no settings: they come with the agent's page. */
export const GatewayEnvironment = z.object({
  HOLDFAST_HOME: z.string().startsWith('/', 'an absolute path is needed').default('/var/lib/holdfast'),
  HOLDFAST_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})

export type GatewayConfig = {
  /** Where the last page is kept. */
  directory: string
  socket: string
  logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/** Reads the environment once. Throws one error that names every mistake. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): GatewayConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = GatewayEnvironment.safeParse(given)
  if (!parsed.success) throw new Error(`the gateway's settings are wrong:\n${z.prettifyError(parsed.error)}`)
  const { HOLDFAST_HOME: home, HOLDFAST_LOG_LEVEL: logLevel } = parsed.data
  return { directory: join(home, 'gateway'), socket: join(home, 'run/gateway/gateway.sock'), logLevel }
}
