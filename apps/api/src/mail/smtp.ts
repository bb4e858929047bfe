import type { Socket } from 'node:net'
import nodemailer from 'nodemailer'
import type { Outbound } from '../platform/outbound.ts'
import type { Secret } from '../platform/secret.ts'
import type { Letter } from './mail-door.ts'

export interface Smtp {
  /** Hands a letter to the mail server. `id` makes the message's own id: the same at every attempt. */
  send(letter: Letter & { readonly id: string }): Promise<void>
}

export interface SmtpOptions {
  /** `smtp://[user:password@]host[:587]`, or `smtps://…` for TLS from the first byte. Passwords never travel without TLS. */
  readonly url: Secret
  /** Sender's address. */
  readonly from: string
  readonly outbound: Outbound
  /** Trusted beside the usual ones, PEM; for tests. */
  readonly ca?: string
}

/** Throws when the address cannot be read; the message holds nothing of it. */
export function openSmtp({ url, from, outbound, ca }: SmtpOptions): Smtp {
  const place = readPlace(url)
  const transport = nodemailer.createTransport({
    ...place,
    // A password needs TLS; without one, TLS is used where the server offers it.
    requireTLS: place.auth !== undefined,
    tls: ca === undefined ? {} : { ca },
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_options: unknown, told: (error: Error | null, socket: { connection: Socket } | false) => void) => {
      outbound.connect(place).then(
        (connection) => told(null, { connection }),
        (error) => told(error, false),
      )
    },
  })
  return {
    async send({ id, recipient, subject, text }) {
      const messageId = `<${id}@${from.split('@')[1]}>`
      // As an object, so that nothing in it is read as a second recipient.
      const to = { name: '', address: recipient }
      await transport.sendMail({ from: { name: 'Holdfast', address: from }, to, subject, text, messageId })
    },
  }
}

function readPlace(url: Secret) {
  const it = URL.canParse(url.reveal()) ? new URL(url.reveal()) : undefined
  if (!it || !['smtp:', 'smtps:'].includes(it.protocol) || it.hostname === '')
    throw new Error('smtp-url must be smtp://[user:password@]host[:port] or smtps://…')
  const secure = it.protocol === 'smtps:'
  const auth =
    it.username === '' ? undefined : { user: decodeURIComponent(it.username), pass: decodeURIComponent(it.password) }
  const host = it.hostname.replace(/^\[|\]$/g, '')
  return { host, port: Number(it.port) || (secure ? 465 : 587), secure, ...(auth ? { auth } : {}) }
}
