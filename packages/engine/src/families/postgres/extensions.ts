import type { Extension } from '../../engine-family.ts'

type Row = readonly [name: string, about: string, because: string]

const byItsMakers = 'It is trusted by its makers: it works with the rights of whoever uses it.'
const readForThis = 'Its script and its functions were read for this: they give nobody more rights.'
const asTheOwner = 'It runs with the rights of whoever installs it.'
const byThePlatform = 'The platform installs it into a schema of its own, and grants what its owner may safely use.'
const needsPreload = 'It must be loaded when the engine starts, which this version does not do.'
const dialsOut =
  'It connects to any address from inside the platform’s network; it is offered once outgoing connections are filtered.'
const isUntrusted = 'An untrusted language runs anything on the machine.'

/** A tenant may install these without being superuser; `image/trust-extensions.sh` agrees. */
const trusted: readonly Row[] = [
  ['btree_gin', 'Ordinary types in GIN indexes.', byItsMakers],
  ['btree_gist', 'Ordinary types in GiST indexes and exclusion constraints.', byItsMakers],
  ['citext', 'Text that ignores upper and lower case.', byItsMakers],
  ['cube', 'Points and boxes in many dimensions.', byItsMakers],
  ['dict_int', 'Integers in full-text search.', byItsMakers],
  ['fuzzystrmatch', 'Likeness of words by sound and distance.', byItsMakers],
  ['hstore', 'Keys and values in one column.', byItsMakers],
  ['intarray', 'Operators and indexes for arrays of integers.', byItsMakers],
  ['isn', 'Types for ISBN, ISSN, EAN and the like.', byItsMakers],
  ['lo', 'Keeps large objects in step with the rows that name them.', byItsMakers],
  ['ltree', 'Labels of a tree, and searches in it.', byItsMakers],
  ['pg_trgm', 'Likeness of texts by trigrams, and indexes for LIKE.', byItsMakers],
  ['pgcrypto', 'Hashes, encryption and random values.', byItsMakers],
  ['seg', 'Intervals of measured values.', byItsMakers],
  ['tablefunc', 'Cross tables and walks through trees.', byItsMakers],
  ['tcn', 'Tells listeners which rows changed.', byItsMakers],
  ['tsm_system_rows', 'Samples a number of rows.', byItsMakers],
  ['tsm_system_time', 'Samples rows for a time.', byItsMakers],
  ['unaccent', 'Full-text search without accents.', byItsMakers],
  ['uuid-ossp', 'UUIDs of every kind.', byItsMakers],
  ['vector', 'Vectors, and searches for the nearest ones.', readForThis],
  ['hypopg', 'Indexes that exist only for the planner.', readForThis],
  ['pg_stat_statements', 'Counts what each statement costs.', readForThis],
  ['postgis', 'Geometry and geography.', readForThis],
  ['bloom', 'Indexes over many columns at once.', readForThis],
  ['moddatetime', 'Keeps the time of the last change in a column.', readForThis],
  ['pg_partman', 'Makes and drops partitions by time or number.', asTheOwner],
]

/** A superuser must install these; nothing of them reaches files, addresses or other roles’ rows. */
const installedForYou: readonly Row[] = [
  ['pgstattuple', 'How full the pages of tables and indexes are.', byThePlatform],
  ['pg_buffercache', 'What lies in the shared memory.', byThePlatform],
  ['pg_visibility', 'The visibility map of a table.', byThePlatform],
  ['amcheck', 'Looks for damage in tables and indexes.', byThePlatform],
]

const notYet: readonly Row[] = [
  [
    'postgis_tiger_geocoder',
    'Addresses of the United States as places.',
    'Its script does not work with PostgreSQL 17: its indexes find functions by the search path.',
  ],
  ['postgres_fdw', 'Tables of another PostgreSQL database.', dialsOut],
  ['dblink', 'Statements in another PostgreSQL database.', dialsOut],
  ['pg_cron', 'Statements at fixed times.', needsPreload],
  ['pgaudit', 'A detailed log of who did what.', needsPreload],
  ['pg_squeeze', 'Takes dead space out of tables in the background.', needsPreload],
  [
    'pg_repack',
    'Rewrites tables without long locks.',
    'Everybody may execute one of its triggers, which runs as superuser.',
  ],
  [
    'postgis_raster',
    'Raster images beside geometry.',
    'It reads image formats with a library that can open files and addresses.',
  ],
]

const never: readonly Row[] = [
  ['file_fdw', 'Files of the host as tables.', 'It reads files of the machine.'],
  ['pageinspect', 'Raw pages of tables and indexes.', 'It reads raw pages past every right.'],
  ['pg_surgery', 'Changes rows past the rules of transactions.', 'It can destroy a database past repair.'],
  ['pg_walinspect', 'Records of the log of changes.', 'The log of changes holds what every role wrote.'],
  ['credcheck', 'Rules for passwords.', 'It sees passwords, and decides who gets in.'],
  [
    'earthdistance',
    'Distances on the globe.',
    'Its functions can be led astray by a search path; PostGIS does the same.',
  ],
  ['refint', 'Foreign keys by triggers.', 'Its triggers can be led astray by a search path; foreign keys do the same.'],
  [
    'xml2',
    'XPath and XSLT, the old way.',
    'Its parser was never hardened; the built-in XML functions do most of the same.',
  ],
  ['adminpack', 'Files of the server.', 'It reads and writes files of the machine.'],
  ['plperlu', 'Functions in Perl without limits.', isUntrusted],
  ['plpython3u', 'Functions in Python without limits.', isUntrusted],
  ['pltclu', 'Functions in Tcl without limits.', isUntrusted],
]

const rated =
  (verdict: Extension['verdict'], isOffered: boolean) =>
  ([name, about, because]: Row): Extension => ({ name, verdict, isOffered, because, about })

/** Every extension that somebody may ask for, and what they are told. */
export const extensions: readonly Extension[] = [
  ...trusted.map(rated('trusted', true)),
  ...installedForYou.map(rated('on-request', true)),
  ...notYet.map(rated('on-request', false)),
  ...never.map(rated('never', false)),
]
