import { createHash } from 'node:crypto'
import type { EngineNames } from '../../engine-family.ts'

/** NAMEDATALEN − 1, less the `_a` of a login. */
const longest = 63 - 2

const taken = new Set(['postgres', 'template0', 'template1', 'holdfast', 'public', 'none'])
const isReserved = (name: string) => taken.has(name) || name.startsWith('pg_') || name.startsWith('hf_')

/** Long names keep their beginning and end in a digest, so that two of them stay apart. */
const shorten = (name: string): string => {
  if (name.length <= longest) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, longest - 9)}_${digest}`
}

/** Names inside PostgreSQL: no dashes, none of the engine's or the platform's own. */
export function names(databaseName: string): EngineNames {
  const plain = databaseName.replaceAll('-', '_')
  const stem = shorten(isReserved(plain) ? `db_${plain}` : plain)
  return { database: stem, ownerRole: stem, logins: [`${stem}_a`, `${stem}_b`] }
}
