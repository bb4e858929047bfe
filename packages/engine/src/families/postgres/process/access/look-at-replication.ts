import { quoteText } from '../role-words.ts'
import type { Session } from '../session.ts'
import { item, type Refusal } from './wishes.ts'

/** Slots that tenants may keep in one database: each holds the log of changes back. */
const mostSlots = 4
const mostRemembered = 20
/** Milliseconds for which a dropped slot is told. */
const rememberedFor = 600_000

/** Who may replicate and is neither the superuser nor the platform's. */
const tenantsReplication = `r.rolreplication AND r.oid <> 10 AND NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid
  WHERE m.member = r.oid AND g.rolname = 'hf_platform')`

/** `misnamed`: it bears the name of a member of the database, whose word would count. */
const sendersQuery = `
SELECT s.pid, s.state, s.application_name ~* '^hf_' AS misnamed FROM pg_stat_replication s JOIN pg_authid r ON r.oid = s.usesysid WHERE ${tenantsReplication}`

const slotsQuery = `
SELECT slot_name AS name, slot_type = 'logical' AS is_logical, active_pid AS pid, restart_lsn - '0/0'::pg_lsn AS at FROM pg_replication_slots`

export interface Sender {
  readonly pid: number
  /** `startup`: connected and idle. `backup`: copying the whole instance. Anything else: streaming. */
  readonly state: string
  readonly misnamed: boolean
}

export interface Slot {
  readonly name: string
  readonly is_logical: boolean
  /** Of who uses it now. */
  readonly pid: number | null
  readonly at: string | null
}

/** Senders that do what only a member of the database may; no member is a tenant's. `slots` are looked up after `senders`. Pure. */
export const trespassers = (senders: readonly Sender[], slots: readonly Slot[]): number[] =>
  senders
    .filter(({ pid, state, misnamed }) => {
      const streamsChanges = slots.some((slot) => slot.is_logical && slot.pid === pid)
      return misnamed || state === 'backup' || (state !== 'startup' && !streamsChanges)
    })
    .map(({ pid }) => pid)

/**
 * Idle slots that are too many, or none of a tenant's business: it may keep logical ones. `known`: names in the order in
 * which they were first seen, so that the newest goes. Pure.
 */
export function excessSlots(slots: readonly Slot[], most: number, known: readonly string[]): string[] {
  const age = (slot: Slot) => (known.includes(slot.name) ? known.indexOf(slot.name) : known.length)
  const logical = slots
    .filter((slot) => slot.is_logical)
    .toSorted((a, b) => age(a) - age(b) || Number(a.at ?? 0) - Number(b.at ?? 0))
  const tooMany = new Set(logical.slice(most).map((slot) => slot.name))
  return slots
    .filter((slot) => slot.pid === null && (!slot.is_logical || tooMany.has(slot.name)))
    .map(({ name }) => name)
}

/** What is remembered from look to look. */
export interface ReplicationMemory {
  /** Names of slots in the order in which they were first seen. */
  known: readonly string[]
  /** Slots that were dropped, for whoever made them. */
  told: readonly (Refusal & { readonly at: number })[]
  readonly say: (line: string) => void
}

async function seeOnce(session: Session) {
  const senders: Sender[] = (await session.query(sendersQuery)).rows
  const slots: Slot[] = (await session.query(slotsQuery)).rows
  return { bad: trespassers(senders, slots), slots }
}

/** Who has just given its slot back looks like one who never had any: only who does twice is one. */
async function see(session: Session) {
  const { bad, slots } = await seeOnce(session)
  const again = bad.length > 0 ? (await seeOnce(session)).bad : []
  return { bad: bad.filter((pid) => again.includes(pid)), slots }
}

async function dropExcess(
  session: Session,
  memory: ReplicationMemory,
  { slots, most }: { readonly slots: readonly Slot[]; readonly most: number },
) {
  for (const name of excessSlots(slots, most, memory.known)) {
    const isGone = await session.query(`SELECT pg_drop_replication_slot(${quoteText(name)})`).catch(() => null)
    // Somebody has begun to use it, or dropped it: the next look sees.
    if (!isGone) continue
    const because =
      most === 0
        ? 'no role may replicate any more, so nobody could use the slot: it was dropped'
        : `it was dropped: a database keeps at most ${mostSlots} slots, all of them logical`
    const others = memory.told.filter((it) => it.item !== item.slot(name))
    memory.told = [...others, { item: item.slot(name), because, at: Date.now() }].slice(-mostRemembered)
    memory.say(`the slot ${name} was dropped`)
  }
  const names = slots.map((slot) => slot.name)
  const old = memory.known.filter((name) => names.includes(name))
  memory.known = [...old, ...names.filter((name) => !old.includes(name))]
}

/** What is still worth telling. */
export const droppedSlots = ({ told }: ReplicationMemory): Refusal[] =>
  told.filter((it) => Date.now() - it.at < rememberedFor).map(({ item, because }) => ({ item, because }))

/** Ends who trespasses and drops slots that are too many. False when nobody may replicate. */
export async function lookAtReplication(session: Session, memory: ReplicationMemory): Promise<boolean> {
  const { rows } = await session.query(`SELECT count(*)::int AS count FROM pg_authid r WHERE ${tenantsReplication}`)
  const mayReplicate = rows[0].count > 0
  const { bad, slots } = await see(session)
  if (bad.length > 0) {
    await session.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [bad])
    memory.say(`${bad.length} replication connections were ended: they did what only a member of the database may`)
  }
  await dropExcess(session, memory, { slots, most: mayReplicate ? mostSlots : 0 })
  return mayReplicate
}
