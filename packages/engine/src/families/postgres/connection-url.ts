import type { ConnectionTarget } from '../../engine-family.ts'

/** Complete in itself: it works with an empty environment and refuses a server that cannot prove its name. */
export function connectionUrl(target: ConnectionTarget): string {
  const secret = target.password === undefined ? '' : `:${encodeURIComponent(target.password)}`
  const login = `${encodeURIComponent(target.login)}${secret}`
  const place = (host: string) => `${host.includes(':') ? `[${host}]` : host}:${target.port}`
  const places = [target.host, ...(target.otherHosts ?? [])].map(place).join(',')
  const ca = target.caFile.split('/').map(encodeURIComponent).join('/')
  const database = encodeURIComponent(target.database)
  return `postgresql://${login}@${places}/${database}?sslmode=verify-full&sslrootcert=${ca}`
}
