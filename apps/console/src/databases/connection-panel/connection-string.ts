import type { ConnectionView } from '@holdfast/shared/contract/database-routes'

export const formats = ['psql', 'url', 'env'] as const
export type Format = (typeof formats)[number]

/** The default comes first. */
export const endpoints = ['pooled', 'direct'] as const
export type Endpoint = (typeof endpoints)[number]

/** The chosen endpoint; the direct one where the engine has no pooler. */
export const doorOf = ({ pooled, direct }: Pick<ConnectionView, Endpoint>, endpoint: Endpoint) =>
  endpoint === 'pooled' && pooled ? pooled : direct

/** In single quotes nothing is special to a shell but the quote itself. */
const quoted = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`

/** The connection string as it is pasted into a terminal, a program or an environment file. */
export function connectionString({ url }: Pick<ConnectionView, 'url'>, format: Format): string {
  if (format === 'psql') return `psql ${quoted(url)}`
  return format === 'env' ? `DATABASE_URL=${quoted(url)}` : url
}
