/** Asked before every new attempt to connect: false ends the connection for good. */
export type MayRetry = () => boolean

const parse = (url: string, mayRetry: MayRetry) => {
  const { hostname, port, username, password, pathname, protocol } = new URL(url)
  const index = Number(pathname.slice(1))
  return {
    host: hostname,
    port: Number(port || 6379),
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(index ? { db: index } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: 2_000,
    /** Quick at first, then every two seconds: whoever waits for Redis has the sweep meanwhile. */
    retryStrategy: (attempt: number) => (mayRetry() ? Math.min(100 * 2 ** Math.min(attempt, 5), 2_000) : null),
  }
}

/** For sending: fails at once while Redis is away, instead of keeping commands for later. */
export const senderConnection = (url: string, mayRetry: MayRetry) => ({
  ...parse(url, mayRetry),
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 2_000,
})

/** For blocking reads: waits for as long as Redis is away. */
export const receiverConnection = (url: string, mayRetry: MayRetry) => ({
  ...parse(url, mayRetry),
  maxRetriesPerRequest: null,
})
