import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { EntryProbe, Place, Probe, StatementProbe, Verdict } from './probe.ts'
import { runInside } from './run-inside.ts'
import type { Stage } from './stage.ts'

type Outcome = Omit<Verdict, 'name'>

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const heldBack = (error: unknown, refusal: RegExp): Outcome => {
  const said = messageOf(error)
  return { outcome: refusal.test(said) ? 'refused' : 'unclear', said }
}

interface Door {
  readonly url: string
  readonly replicates?: 'database' | 'true'
}

async function open({ url, replicates }: Door): Promise<pg.Client> {
  const options = {
    connectionString: url,
    connectionTimeoutMillis: 15_000,
    ...(replicates && { replication: replicates }),
  }
  const client = new pg.Client(options)
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    // Not waited for: a connection that was refused may never say that it has ended.
    void client.end().catch(() => undefined)
    throw error
  }
  return client
}

const isEmpty = (value: unknown): boolean => value === null || value === false || value === '0' || value === 0

async function tryStatements(stage: Stage, probe: StatementProbe): Promise<Outcome> {
  const client = await open(stage[probe.as])
  try {
    let said = 'obeyed'
    for (const sql of [probe.tries(stage)].flat()) {
      const { rows, fields } = await client.query({ text: sql, rowMode: 'array' })
      if (fields.length === 0) continue
      const [value] = rows[0] ?? [null]
      said = isEmpty(value) ? 'nothing' : `answered ${String(value).slice(0, 60)}`
    }
    return { outcome: said === 'nothing' ? 'unclear' : 'breach', said }
  } catch (error) {
    return heldBack(error, probe.refusal)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const entrance = (stage: Stage, { as, tries }: EntryProbe): string => {
  const { user, database, of } = tries(stage)
  const own = new URL(stage[as].url)
  const url = new URL(of === 'neighbor' ? stage.neighbor.url : own)
  url.username = user ?? own.username
  url.password = own.password
  if (database) url.pathname = `/${database}`
  return url.href
}

/** Long enough for who watches over replication to look several times on a busy machine. */
const servedForMs = 5_000

async function sayAndWait(client: pg.Client, says: (position: string) => string): Promise<string> {
  const { rows } = await client.query('IDENTIFY_SYSTEM')
  const served = sleep(servedForMs, 'still served', { ref: false })
  return Promise.race([client.query(says(String(rows[0]?.xlogpos))).then(() => 'answered'), served])
}

async function tryEntry(stage: Stage, probe: EntryProbe): Promise<Outcome> {
  const { replicates, says, refusal } = probe
  try {
    const client = await open({ url: entrance(stage, probe), ...(replicates && { replicates }) })
    try {
      return { outcome: 'breach', said: says ? await sayAndWait(client, says) : 'let in' }
    } finally {
      void client.end().catch(() => undefined)
    }
  } catch (error) {
    return heldBack(error, refusal)
  }
}

async function tryDial(stage: Stage, { host, port }: Place): Promise<Outcome> {
  const address = host.startsWith('fe80:') ? `${host}%eth0` : host
  const script = `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`
  const { status, said } = await runInside(stage.container, script)
  // 124: the packets were dropped; 1: there is no way, or something refused.
  return status === 0
    ? { outcome: 'breach', said: `connected to ${host}` }
    : {
        outcome:
          status === 124 || /unreachable|refused|timed out|cannot assign requested address/i.test(said)
            ? 'refused'
            : 'unclear',
        said,
      }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

async function tryProgram(stage: Stage, script: string): Promise<Outcome> {
  const { status, said } = await runInside(stage.shell, `timeout 3 bash -c ${quoted(script)}`)
  // 125 and above: the shell did not find or start what the probe is made of.
  return { outcome: status === 0 ? 'breach' : status > 124 ? 'unclear' : 'refused', said }
}

async function outcomeOf(stage: Stage, probe: Probe): Promise<Outcome> {
  switch (probe.kind) {
    case 'statement':
      return tryStatements(stage, probe)
    case 'entry':
      return tryEntry(stage, probe)
    case 'dial':
      return tryDial(stage, probe.tries(stage))
    case 'program':
      return tryProgram(stage, probe.tries(stage))
    case 'trap':
      throw new Error(`${probe.name}: a trap is laid, and looked at when the platform has worked`)
  }
}

/** Tries one way out; what it cannot judge it calls unclear. */
export async function attempt(stage: Stage, probe: Probe): Promise<Verdict> {
  try {
    return { name: probe.name, ...(await outcomeOf(stage, probe)) }
  } catch (error) {
    return { name: probe.name, outcome: 'unclear', said: messageOf(error) }
  }
}
