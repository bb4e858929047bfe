import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContextOptions, type Server } from 'node:tls'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { CertificateAuthority } from './certificate-authority.ts'

export interface ServerIdentityOptions {
  readonly authority: Pick<CertificateAuthority, 'linkIdentity'>
  /** DNS names and addresses that the server is reached by. */
  readonly names: readonly string[]
  /** PKCS #8; a new one with every certificate when absent. */
  readonly key?: Buffer
  readonly clock: Clock
  readonly log: Log
  /** What the TLS context holds beside key and certificate. */
  readonly context?: SecureContextOptions
}

export interface GivenIdentityOptions {
  /** PEM: the certificate with its chain, and its key. Both are read anew when they change. */
  readonly files: { readonly certificate: string; readonly key: string }
  readonly log: Log
  readonly context?: SecureContextOptions
}

/** Key and certificate of a server, replaced without a restart. */
export interface ServerIdentity {
  context(): SecureContextOptions
  /** Gives `server` every later certificate; connections that are open keep the one they began with. */
  serve(server: Server): void
  /** Renews when it is time; called by itself again and again. A failure is logged and tried again. */
  renewWhenDue(): Promise<void>
  close(): void
}

/** A certificate of the platform's own, made anew at two thirds of its life. */
export async function openServerIdentity(options: ServerIdentityOptions): Promise<ServerIdentity> {
  const { clock, log } = options
  let made = await make(options)
  const next = async () => {
    if (clock.now().getTime() < made.renewAt) return undefined
    made = await make(options)
    return made.context
  }
  return keepIdentity(made.context, { next, lookEveryMs: 3_600_000, log })
}

/** A certificate that people gave. Throws when the files cannot be read or do not belong together. */
export async function openGivenIdentity(options: GivenIdentityOptions): Promise<ServerIdentity> {
  let given = await readGiven(options)
  const next = async () => {
    const found = await readGiven(options)
    if (found.cert === given.cert && found.key === given.key) return undefined
    given = found
    return found
  }
  return keepIdentity(given, { next, lookEveryMs: 10_000, log: options.log })
}

interface Keeping {
  /** Another context when it is time for one. */
  readonly next: () => Promise<SecureContextOptions | undefined>
  readonly lookEveryMs: number
  readonly log: Log
}

function keepIdentity(first: SecureContextOptions, { next, lookEveryMs, log }: Keeping): ServerIdentity {
  const servers = new Set<Server>()
  let current = first
  let failure = ''
  const renewWhenDue = async () => {
    try {
      const renewed = await next()
      failure = ''
      if (!renewed) return
      current = renewed
      for (const server of servers) server.setSecureContext(current)
      log.info('the server has a new certificate')
    } catch (error) {
      if (failure !== String(error))
        log.error({ err: error }, 'the certificate could not be renewed; it is tried again')
      failure = String(error)
    }
  }
  const timer = setInterval(() => void renewWhenDue(), lookEveryMs)
  timer.unref()
  return {
    context: () => current,
    serve: (server) => void servers.add(server),
    renewWhenDue,
    close: () => clearInterval(timer),
  }
}

async function make({ authority, names, key: kept, clock, context }: ServerIdentityOptions) {
  const madeAt = clock.now().getTime()
  const { key, chain, endsAt } = await authority.linkIdentity(names, kept)
  return { context: { ...context, key, cert: chain }, renewAt: madeAt + ((endsAt.getTime() - madeAt) * 2) / 3 }
}

async function readGiven({ files, context }: GivenIdentityOptions) {
  const [cert, key] = await Promise.all([readFile(files.certificate, 'utf8'), readFile(files.key, 'utf8')])
  const given = { ...context, cert, key }
  // Throws when they do not belong together, as between the replacing of one file and of the other.
  createSecureContext(given)
  return given
}
