import { createHash } from 'node:crypto'

/** What a deleted logical database is called while it is kept: one name for one, and never longer than a name may be. */
export const keptName = (database: string): string =>
  `hf_deleted_${createHash('sha256').update(database).digest('hex').slice(0, 16)}`
