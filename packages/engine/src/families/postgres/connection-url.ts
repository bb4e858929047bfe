import type { ConnectionTarget } from '../../engine-family.ts'

/** Complete in itself: it works with an empty environment and refuses a server that cannot prove its name. */
export function connectionUrl(target: ConnectionTarget): string {
  const secret = target.password === undefined ? '' : `:${encodeURIComponent(target.password)}`
  const login = `${encodeURIComponent(target.login)}${secret}`
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  const ca = target.caFile.split('/').map(encodeURIComponent).join('/')
  const database = encodeURIComponent(target.database)
  return `postgresql://${login}@${host}:${target.port}/${database}?sslmode=verify-full&sslrootcert=${ca}`
}
