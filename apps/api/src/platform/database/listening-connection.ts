import pg from 'pg'

export interface ListeningOptions {
  url: string
  /** Every channel that is wanted now. */
  channels: () => Iterable<string>
  heard: (channel: string, payload: string) => void
  /** Connected again after a loss: nobody knows what was missed. */
  reconnected: () => void
  onError: (error: Error) => void
}

export interface ListeningConnection {
  /** Connects when it is not connected yet. True once this channel is listened to. */
  listenTo(channel: string): Promise<boolean>
  close(): Promise<void>
}

const retryMs = 300

/** One connection that listens, made again whenever it breaks. */
export function openListeningConnection(options: ListeningOptions): ListeningConnection {
  let client: pg.Client | undefined
  let connecting: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let wasConnected = false
  let isClosed = false

  const connect = (): Promise<void> => {
    connecting ??= connectOnce().finally(() => {
      connecting = undefined
    })
    return connecting
  }

  const again = () => {
    client = undefined
    if (!isClosed) retry = setTimeout(connect, retryMs)
  }

  const connectOnce = async () => {
    const next = await dial(options, (lost) => {
      if (client === lost) again()
    })
    if (!next) return again()
    if (isClosed) return hangUp(next)
    client = next
    // Channels may have come while the first ones were told.
    for (const channel of [...options.channels()]) await listen(next, channel).catch(options.onError)
    if (wasConnected) options.reconnected()
    wasConnected = true
  }

  return {
    async listenTo(channel) {
      const current = client
      if (isClosed) return false
      if (!current) return connect().then(() => client !== undefined)
      return listen(current, channel).then(
        () => true,
        () => false,
      )
    },

    async close() {
      isClosed = true
      clearTimeout(retry)
      await connecting
      if (client) await hangUp(client)
    },
  }
}

/** A connection that listens to every channel, undefined when none could be made. `lost` is told when it breaks later. */
const dial = async (options: ListeningOptions, lost: (client: pg.Client) => void): Promise<pg.Client | undefined> => {
  const { url, heard, onError, channels } = options
  const client = new pg.Client({
    connectionString: url,
    application_name: 'holdfast-api-listen',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  })
  client.on('notification', ({ channel, payload = '' }) => heard(channel, payload))
  client.on('error', onError)
  try {
    await client.connect()
    for (const channel of [...channels()]) await listen(client, channel)
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)))
    await hangUp(client)
    return undefined
  }
  client.on('error', () => lost(client))
  client.on('end', () => lost(client))
  return client
}

const hangUp = (client: pg.Client): Promise<void> => client.end().catch(() => {})

const listen = (client: pg.Client, channel: string) => client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
