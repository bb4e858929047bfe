import type { Probe } from '../probe.ts'

const rejected =
  /pg_hba\.conf rejects|no pg_hba\.conf entry|password authentication failed|permission denied for database|permission denied to start WAL sender/i

const ended = /terminating connection|Connection terminated/i

const platform = 'the access rules reject the platform’s roles from everywhere but their own place'

/** Connections to where a tenant must not come. */
export const doorProbes: readonly Probe[] = [
  ...['postgres', 'hf_keeper', 'hf_pooler', 'hf_admin', 'hf_inspector', 'hf_replicator'].map(
    (user): Probe => ({
      name: `comes in as ${user}`,
      kind: 'entry',
      as: 'owner',
      tries: () => ({ user }),
      refusal: rejected,
      because: platform,
    }),
  ),
  ...['holdfast', 'template1'].map(
    (database): Probe => ({
      name: `comes into ${database}`,
      kind: 'entry',
      as: 'owner',
      tries: () => ({ database }),
      refusal: rejected,
      because: 'the access rules close it to everybody but the platform',
    }),
  ),
  {
    name: 'comes into the neighbor’s database with its own password',
    kind: 'entry',
    as: 'owner',
    tries: () => ({ of: 'neighbor' }),
    refusal: rejected,
    because: 'another engine, which knows none of its logins',
  },
  {
    name: 'comes into the neighbor’s database as its owner',
    kind: 'entry',
    as: 'owner',
    tries: ({ neighbor }) => ({ of: 'neighbor', user: neighbor.login }),
    refusal: rejected,
    because: 'every database has passwords of its own',
  },
  {
    name: 'owner streams changes',
    kind: 'entry',
    as: 'owner',
    tries: () => ({}),
    replicates: 'database',
    refusal: rejected,
    because: 'it lacks the attribute REPLICATION',
  },
  {
    name: 'a role that may stream changes streams the whole instance',
    kind: 'entry',
    as: 'replicator',
    tries: () => ({}),
    replicates: 'true',
    refusal: rejected,
    because: 'the access rules have no line for physical replication',
  },
  {
    name: 'a role that may stream changes copies the whole instance',
    kind: 'entry',
    as: 'replicator',
    tries: () => ({}),
    replicates: 'database',
    says: () => "BASE_BACKUP (CHECKPOINT 'fast', WAL true)",
    refusal: ended,
    because: 'the instance manager ends whoever does what only a member of the database may',
  },
  {
    name: 'a role that may stream changes passes for a replica',
    kind: 'entry',
    as: 'replicator',
    tries: () => ({}),
    replicates: 'database',
    says: (position) => `START_REPLICATION PHYSICAL ${position}`,
    refusal: ended,
    because: 'the instance manager ends whoever does what only a member of the database may',
  },
]
