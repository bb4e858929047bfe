import type { Stage } from './stage.ts'

/** Whose login: the database's owner, or a role of its page that may read, or one that may stream changes. */
export type Actor = 'owner' | 'reader' | 'replicator'

/** Somewhere a tenant has no business with. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Statements of a tenant's session. Obeyed, with a last answer that is not empty, is a breach. */
export interface StatementProbe {
  readonly kind: 'statement'
  readonly as: Actor
  readonly tries: (stage: Stage) => string | readonly string[]
  /** What PostgreSQL answers who is held back; any other error says nothing about isolation. */
  readonly refusal: RegExp
}

/** A connection that must not come about. A password of its own is tried, as whoever knows no other would. */
export interface EntryProbe {
  readonly kind: 'entry'
  readonly as: Actor
  readonly tries: (stage: Stage) => { readonly user?: string; readonly database?: string; readonly of?: 'neighbor' }
  /** Speaks the protocol of replication: for the changes of this database, or for the whole instance. */
  readonly replicates?: 'database' | 'true'
  /** What it says once it is in, at this position of the log of changes; still being answered after some seconds is a breach too. */
  readonly says?: (position: string) => string
  readonly refusal: RegExp
}

/** An address dialed from inside the tenant's container, as if the tenant's code ran there already. An answer is a breach. */
export interface DialProbe {
  readonly kind: 'dial'
  readonly tries: (stage: Stage) => Place
}

/** A shell script inside the tenant's container, as the engine's user. Ending with 0 is a breach. */
export interface ProgramProbe {
  readonly kind: 'program'
  readonly tries: (stage: Stage) => string
}

/** An object laid out for a session of the platform. It writes a mark when it runs with powers that no tenant has. */
export interface TrapProbe {
  readonly kind: 'trap'
  readonly tries: readonly string[]
  /** What a careless session of the platform would say in this database; only the weakened one does. */
  readonly victim: string
}

export type Attack = StatementProbe | EntryProbe | DialProbe | ProgramProbe | TrapProbe

/** One way out of a tenant's database, and why there is none. */
export type Probe = Attack & {
  readonly name: string
  /** What holds. */
  readonly because: string
}

export interface Verdict {
  readonly name: string
  /** `unclear`: it was held back by something else than what holds; then the probe is wrong, or what holds has moved. */
  readonly outcome: 'refused' | 'breach' | 'unclear'
  readonly said: string
}
