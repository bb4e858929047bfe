import { type ConnectionTarget, jdbcUrlOf, urlOf } from './connection-target.ts'

export const formats = ['psql', 'url', 'env', 'node', 'python', 'jdbc', 'go', 'prisma'] as const
export type Format = (typeof formats)[number]

/** What a string is made of: the door that was chosen, and the direct one for forms that name both. */
export interface Targets {
  readonly chosen: ConnectionTarget
  readonly direct: ConnectionTarget
}

/** In single quotes nothing is special to a shell but the quote itself. */
const quoted = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`
/** URLs hold no character that JavaScript, Python, Java and Go would read differently between double quotes. */
const literal = (value: string) => JSON.stringify(value)

const writers: Readonly<Record<Format, (targets: Targets) => string>> = {
  psql: ({ chosen }) => `psql ${quoted(urlOf(chosen))}`,
  url: ({ chosen }) => urlOf(chosen),
  env: ({ chosen }) => `DATABASE_URL=${quoted(urlOf(chosen))}`,
  node: ({ chosen }) =>
    [
      "import pg from 'pg'",
      '',
      `const client = new pg.Client({ connectionString: ${literal(urlOf(chosen))} })`,
      'await client.connect()',
    ].join('\n'),
  python: ({ chosen }) => ['import psycopg', '', `connection = psycopg.connect(${literal(urlOf(chosen))})`].join('\n'),
  jdbc: ({ chosen }) => jdbcUrlOf(chosen),
  go: ({ chosen }) => `connection, err := pgx.Connect(context.Background(), ${literal(urlOf(chosen))})`,
  prisma: ({ chosen, direct }) =>
    [`DATABASE_URL=${quoted(urlOf(chosen))}`, `DIRECT_URL=${quoted(urlOf(direct))}`].join('\n'),
}

/** The connection string as it is pasted into a terminal, a program or an environment file. */
export const connectionString = (targets: Targets, format: Format): string => writers[format](targets)

/** Drivers that try each host of a list; the others take the first. */
export const knowsHostLists = (format: Format): boolean => format !== 'node' && format !== 'prisma'
