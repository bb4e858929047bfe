import pg from 'pg'
import type { Tx } from './database.ts'

/**
 * What subscribers hear. After the connection was lost nobody knows what was missed: `resync` asks to look at everything again.
 * Channels: `operation` (operation id) · `host` (host id: its desired page changed) · `observed` (host id) · `event` (organization
 * id: new numbered events can be read) · `revoked` (session or token id) · `unnumbered` (for the sequencer).
 */
export type Notice = { kind: 'notified'; payload: string } | { kind: 'resync' }
export type Listener = (notice: Notice) => void
export type Channel = 'operation' | 'host' | 'observed' | 'event' | 'revoked' | 'unnumbered'

/** Tells every replica, at the moment this transaction commits; equal notifications of one transaction are heard once. */
export async function notify(tx: Tx, channel: Channel, payload: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${payload})`
}

interface NotificationsOptions {
  url: string
  onError: (error: Error) => void
}

export interface Notifications {
  listen(channel: string, listener: Listener): () => void
  close(): Promise<void>
}

/** One connection that listens to every channel somebody asked for, made again whenever it breaks. */
export function openNotifications({ url, onError }: NotificationsOptions): Notifications {
  const listeners = new Map<string, Set<Listener>>()
  let client: pg.Client | undefined
  let isConnecting = false
  let isClosed = false
  let wasConnected = false
  let retry: NodeJS.Timeout | undefined

  const tell = (channel: string, notice: Notice) => {
    for (const listener of listeners.get(channel) ?? []) listener(notice)
  }

  const lose = (lost: pg.Client) => {
    if (client !== lost) return
    client = undefined
    lost.end().catch(() => {})
    if (!isClosed) retry = setTimeout(connect, 200)
  }

  const connect = async () => {
    if (client || isConnecting || isClosed) return
    isConnecting = true
    const next = new pg.Client({
      connectionString: url,
      application_name: 'holdfast-api-listen',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
    })
    next.on('error', (error) => {
      onError(error)
      lose(next)
    })
    next.on('end', () => lose(next))
    next.on('notification', ({ channel, payload = '' }) => tell(channel, { kind: 'notified', payload }))
    try {
      await next.connect()
      for (const channel of listeners.keys()) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      client = next
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)))
      next.end().catch(() => {})
    }
    isConnecting = false
    if (isClosed) await client?.end().catch(() => {})
    else if (!client) retry = setTimeout(connect, 500)
    else await catchUp()
  }

  /** Channels that came while connecting; then everybody looks again, unless nothing can have been missed. */
  const catchUp = async () => {
    for (const channel of listeners.keys()) await listenTo(channel)
    if (wasConnected) for (const channel of listeners.keys()) tell(channel, { kind: 'resync' })
    wasConnected = true
  }

  const listenTo = async (channel: string) => {
    const current = client
    await current?.query(`LISTEN ${pg.escapeIdentifier(channel)}`).catch(() => lose(current))
  }

  return {
    listen(channel, listener) {
      const set = listeners.get(channel) ?? new Set()
      const isNew = !listeners.has(channel)
      listeners.set(channel, set.add(listener))
      if (client) {
        if (isNew) void listenTo(channel).then(() => tell(channel, { kind: 'resync' }))
      } else void connect()
      return () => set.delete(listener)
    },

    async close() {
      isClosed = true
      clearTimeout(retry)
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}
