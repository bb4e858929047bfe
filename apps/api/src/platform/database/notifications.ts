import type { Tx } from './database.ts'
import { openListeningConnection } from './listening-connection.ts'

/**
 * What subscribers hear. After the connection was lost nobody knows what was missed: `resync` asks to look at everything again.
 * Channels: `operation` (operation id) · `host` (host id: its desired page changed) · `observed` (host id) · `event` (organization
 * id: new numbered events can be read) · `revoked` (session or token id) · `unnumbered` (for the sequencer) ·
 * `agent` (which agent speaks for a host).
 */
export type Notice = { kind: 'notified'; payload: string } | { kind: 'resync' }
export type Listener = (notice: Notice) => void
export type Channel = 'operation' | 'host' | 'observed' | 'event' | 'revoked' | 'unnumbered' | 'agent'

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

/** Who listens to what, over one connection. */
export function openNotifications({ url, onError }: NotificationsOptions): Notifications {
  const listeners = new Map<string, Set<Listener>>()
  const tell = (channel: string, notice: Notice) => {
    for (const listener of listeners.get(channel) ?? []) listener(notice)
  }
  const connection = openListeningConnection({
    url,
    onError,
    channels: () => listeners.keys(),
    heard: (channel, payload) => tell(channel, { kind: 'notified', payload }),
    reconnected() {
      for (const channel of listeners.keys()) tell(channel, { kind: 'resync' })
    },
  })

  return {
    listen(channel, listener) {
      const known = listeners.get(channel)
      const set = (known ?? new Set()).add(listener)
      listeners.set(channel, set)
      // What was told before the channel was listened to has to be looked for.
      if (!known)
        void connection.listenTo(channel).then((isListening) => {
          if (isListening) tell(channel, { kind: 'resync' })
        })
      return () => set.delete(listener)
    },
    close: () => connection.close(),
  }
}
