import { randomUUID } from 'node:crypto'
import type { DatabaseId, InstanceId } from '@holdfast/shared/ids'
import type { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import type { DesiredHost, SecretRef } from '@holdfast/shared/state/desired'
import { type ApiMessage, BlockFate } from '@holdfast/shared/state/link'
import type { ObservedHost } from '@holdfast/shared/state/observed'
import { type Log, sentence } from '../log.ts'
import { requestCertificate } from './certificate-request.ts'
import { type Connection, connectTo } from './connection.ts'
import { type Identity, renewalMoment, saveIdentity } from './identity.ts'
import { makeQuestions } from './questions.ts'

/** The host's one way to the api: outward to every replica, whole pages both ways. */
export interface Link {
  /** Tells every connected replica; a replica that connects later is told at its `hello`. */
  report(page: ObservedHost): void
  getSecret(secret: SecretRef): Promise<string>
  /** Answers the certificate's PEM chain. */
  signInstance(instanceId: InstanceId, csr: string): Promise<string>
  /** Brings figures to the metrics store; says what became of them. */
  deliver(block: Uint8Array): Promise<BlockFate>
  renewHostCertificate(): Promise<void>
  isConnected(): boolean
  /** Who this host is now: renewals change its certificate. */
  identity(): Identity
  close(): void
}

export interface LinkWishes {
  readonly identity: Identity
  /** Where a renewed identity is kept. */
  readonly identityDirectory: string
  readonly agentVersion: string
  /** The newest generation this host has read. */
  readonly generation: () => number
  /** Called for each page that is newer than the last, whichever replica sent it. */
  readonly onPage: (page: DesiredHost) => void
  /** Somebody looks at figures of a database, or of the host. */
  readonly onLook: (databaseId: DatabaseId | null) => void
  /** Called whenever a replica can be spoken to again. */
  readonly onUp: () => void
  readonly onRenewed: () => void
  readonly log: Log
}

const renewalCheckMs = 60 * 60 * 1000

export function openLink(wishes: LinkWishes): Link {
  const { log } = wishes
  let identity = wishes.identity
  const run = randomUUID()
  let lastReport: ObservedHost | undefined
  const questions = makeQuestions((message) => connections.some((it) => it.say(message)))

  const connect = (address: string): Connection =>
    connectTo({
      address,
      identity: () => identity,
      agentVersion: wishes.agentVersion,
      run,
      generation: wishes.generation,
      onOpen: (connection) => lastReport && connection.say({ say: 'observed', page: lastReport }),
      onMessage: (message) => questions.hear(message) || hearUnasked(message, wishes),
      onClose: () => {
        if (!connections.some((it) => it.isOpen())) questions.giveUp('the link went down')
      },
      log,
    })
  const connections: Connection[] = identity.links.map(connect)

  async function renewHostCertificate(): Promise<void> {
    const { csr, privateKey } = await requestCertificate({ commonName: identity.hostId })
    const certificate = await questions.ask({ say: 'sign-host', csr })
    identity = { ...identity, certificate, privateKey }
    await saveIdentity(wishes.identityDirectory, identity)
    log.info('the host certificate was renewed', { renewAgainAt: new Date(renewalMoment(certificate)).toISOString() })
    for (const connection of connections) connection.reconnect()
    wishes.onRenewed()
  }

  const renewal = setInterval(() => {
    if (Date.now() >= renewalMoment(identity.certificate)) renewHostCertificate().catch(logNotRenewed(log))
  }, renewalCheckMs)

  return {
    report(page) {
      lastReport = page
      for (const connection of connections) connection.say({ say: 'observed', page })
    },
    getSecret: (secret) => questions.ask({ say: 'get-secret', secret }),
    signInstance: (instanceId, csr) => questions.ask({ say: 'sign-instance', instanceId, csr }),
    deliver: (block) => questions.ask({ say: 'metrics', block: base64(block) }).then((fate) => BlockFate.parse(fate)),
    renewHostCertificate,
    identity: () => identity,
    isConnected: () => connections.some((it) => it.isOpen()),
    close() {
      clearInterval(renewal)
      questions.giveUp('the agent is going down')
      for (const connection of connections) connection.close()
    },
  }
}

function hearUnasked(message: ApiMessage, wishes: LinkWishes): void {
  if (message.say === 'refused') logRefusal(message.problem, wishes.log)
  if (message.say === 'desired') takePage(message.page, wishes)
  if (message.say === 'look') wishes.onLook(message.databaseId)
}

const logNotRenewed =
  (log: Log) =>
  (error: unknown): void =>
    log.warn('the host certificate was not renewed', { because: sentence(error) })

const logRefusal = ({ code, detail: because, remedy }: ProblemDocument, log: Log): void =>
  log.warn('the api refused', { code, because, remedy })

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Whichever replica sends the newest page is heard; an older one says nothing new. */
function takePage(page: DesiredHost, { identity, generation, onPage, log }: LinkWishes): void {
  if (page.hostId !== identity.hostId) log.error('a page for another host was not taken', { hostId: page.hostId })
  else if (page.generation > generation()) onPage(page)
}
