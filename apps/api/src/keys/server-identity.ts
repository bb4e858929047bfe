import type { SecureContextOptions, Server } from 'node:tls'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { CertificateAuthority } from './certificate-authority.ts'

export interface ServerIdentityOptions {
  readonly authority: Pick<CertificateAuthority, 'linkIdentity'>
  /** DNS names and addresses that the server is reached by. */
  readonly names: readonly string[]
  readonly clock: Clock
  readonly log: Log
  /** What the TLS context holds beside key and certificate. */
  readonly context?: SecureContextOptions
}

/** Key and certificate of a server, made anew at two thirds of their life without a restart. */
export interface ServerIdentity {
  context(): SecureContextOptions
  /** Gives `server` every later certificate; connections that are open keep the one they began with. */
  serve(server: Server): void
  /** Renews when it is time; called by itself every hour. A failure is logged and tried again. */
  renewWhenDue(): Promise<void>
  close(): void
}

const lookEveryMs = 3_600_000

export async function openServerIdentity(options: ServerIdentityOptions): Promise<ServerIdentity> {
  const { clock, log } = options
  const servers = new Set<Server>()
  let made = await make(options)
  const renewWhenDue = async () => {
    if (clock.now().getTime() < made.renewAt) return
    try {
      made = await make(options)
      for (const server of servers) server.setSecureContext(made.context)
      log.info({ names: options.names }, 'the server has a new certificate')
    } catch (error) {
      log.error({ err: error }, 'the certificate of the server could not be renewed; it is tried again in an hour')
    }
  }
  const timer = setInterval(() => void renewWhenDue(), lookEveryMs)
  timer.unref()
  return {
    context: () => made.context,
    serve: (server) => void servers.add(server),
    renewWhenDue,
    close: () => clearInterval(timer),
  }
}

async function make({ authority, names, clock, context }: ServerIdentityOptions) {
  const madeAt = clock.now().getTime()
  const { key, chain, endsAt } = await authority.linkIdentity(names)
  return { context: { ...context, key, cert: chain }, renewAt: madeAt + ((endsAt.getTime() - madeAt) * 2) / 3 }
}
