import pg from 'pg'

/** Milliseconds of one client's way from nothing to its first answer, in the order in which they pass. */
export interface FirstConnection {
  /** Until the gateway has taken the connection. */
  readonly connect: number
  /** Until somebody agreed to TLS: the gateway's admission and the start of what rests. */
  readonly agree: number
  /** Until the client is asked for its proof: TLS, and the look-up of what it is checked by. */
  readonly ask: number
  /** Until the client may send a query: the proof, and the pooler's greeting. */
  readonly admit: number
  /** Until the first query is answered: a session of the engine, and the query. */
  readonly answer: number
  readonly total: number
}

/** Connects once, asks one query and leaves; rejects when that takes longer than `withinMs`. */
export async function timeFirstConnection(url: string, withinMs: number): Promise<FirstConnection> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: withinMs, query_timeout: withinMs })
  client.on('error', () => undefined)
  const at: Record<'connect' | 'agree' | 'ask', number> = { connect: 0, agree: 0, ask: 0 }
  const note = (moment: keyof typeof at, event: string) =>
    client.connection.once(event, () => {
      at[moment] = performance.now()
    })
  note('connect', 'connect')
  note('agree', 'sslconnect')
  note('ask', 'authenticationSASL')
  const began = performance.now()
  try {
    await client.connect()
    const admitted = performance.now()
    await client.query('select 1')
    const answered = performance.now()
    return {
      connect: at.connect - began,
      agree: at.agree - at.connect,
      ask: at.ask - at.agree,
      admit: admitted - at.ask,
      answer: answered - admitted,
      total: answered - began,
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}
