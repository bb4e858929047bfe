import type { AccessExtension } from '@holdfast/shared/state/desired'
import { extensions } from '../../extensions.ts'
import { quoteName } from '../role-words.ts'

/** Where the platform puts what only a superuser can install: nobody else makes anything there. */
export const extensionSchema = 'extensions'

/** What one logical database says about an extension. */
export interface ExtensionFound {
  readonly isInstalled: boolean
  /** A schema that it insists on. */
  readonly fixedSchema: string | null
  /** Who owns the schema `extensions`: the platform, somebody else, or nobody yet. */
  readonly platformSchema: 'ours' | 'theirs' | 'absent'
}

export const extensionQuery = `
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = $1) AS is_installed,
  (SELECT v.schema FROM pg_available_extension_versions v JOIN pg_available_extensions e ON e.name = v.name AND e.default_version = v.version WHERE v.name = $1) AS fixed_schema,
  coalesce((SELECT CASE WHEN nspowner = 10 THEN 'ours' ELSE 'theirs' END FROM pg_namespace WHERE nspname = '${extensionSchema}'), 'absent') AS platform_schema`

const schema = quoteName(extensionSchema)

/** What makes an extension useful to those who are not superusers, and takes nothing from anybody: they look, and change nothing. */
const usefulFunctions: Readonly<Record<string, readonly string[]>> = {
  pgstattuple: [
    ...['pgstattuple', 'pgstatindex', 'pg_relpages'].flatMap((name) => [`${name}(text)`, `${name}(regclass)`]),
    ...['pgstatginindex', 'pgstathashindex', 'pgstattuple_approx'].map((name) => `${name}(regclass)`),
  ],
  pg_buffercache: ['pg_buffercache_pages()', 'pg_buffercache_summary()', 'pg_buffercache_usage_counts()'],
  pg_visibility: [
    ...['pg_visibility_map', 'pg_visibility'].flatMap((name) => [`${name}(regclass)`, `${name}(regclass, bigint)`]),
    ...['pg_visibility_map_summary', 'pg_check_frozen', 'pg_check_visible'].map((name) => `${name}(regclass)`),
  ],
  amcheck: [
    'bt_index_check(regclass)',
    'bt_index_check(regclass, boolean)',
    'bt_index_check(regclass, boolean, boolean)',
    'verify_heapam(regclass, boolean, boolean, text, bigint, bigint)',
  ],
}

/** Who does it: the keeper as the database's owner, or the superuser. A sentence: nobody, and why. Pure. */
export function whoInstalls({ name, state }: AccessExtension): 'keeper' | 'superuser' | { readonly because: string } {
  const known = extensions.find((it) => it.name === name)
  if (!known) return { because: `${name} is not an extension of this engine` }
  if (state === 'present' && !known.isOffered) return { because: known.because }
  return known.verdict === 'trusted' ? 'keeper' : 'superuser'
}

function installBySuperuser(name: string, owner: string, found: ExtensionFound): string[] {
  const functions = usefulFunctions[name]?.map((it) => `${schema}.${it}`) ?? []
  return [
    ...(found.platformSchema === 'absent'
      ? [`CREATE SCHEMA ${schema}`, `GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`]
      : []),
    `CREATE EXTENSION ${quoteName(name)} SCHEMA ${schema}`,
    ...(name === 'pg_buffercache' ? [`GRANT SELECT ON ${schema}.pg_buffercache TO ${quoteName(owner)}`] : []),
    ...(functions.length > 0 ? [`GRANT EXECUTE ON FUNCTION ${functions.join(', ')} TO ${quoteName(owner)}`] : []),
  ]
}

export interface Installation {
  readonly wish: AccessExtension
  readonly by: 'keeper' | 'superuser'
  /** Of the logical database. */
  readonly owner: string
}

/** What is missing between the database and the wish; throws where it cannot be. Pure. */
export function extensionStatements({ wish, by, owner }: Installation, found: ExtensionFound): string[] {
  const name = quoteName(wish.name)
  if (wish.state === 'absent') return found.isInstalled ? [`DROP EXTENSION ${name}`] : []
  if (found.isInstalled) return []
  if (by === 'keeper') return [`CREATE EXTENSION ${name}${found.fixedSchema === null ? ' SCHEMA public' : ''} CASCADE`]
  if (found.platformSchema === 'theirs')
    throw new Error(`the schema ${extensionSchema} belongs to somebody else: rename it, and the platform makes its own`)
  return installBySuperuser(wish.name, owner, found)
}
