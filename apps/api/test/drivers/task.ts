/** Every driver's program does the same: copies so many rows in and out, then reads one row so many times by a prepared statement. */
export const rows = 1000
export const rounds = 50

/** By the environment, as applications are told. */
export function task(): { url: string; table: string } {
  const { DATABASE_URL: url = '', TABLE: table = '' } = process.env
  return { url, table }
}
