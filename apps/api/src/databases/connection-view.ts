import type { EngineDescriptor } from '@holdfast/engine'
import type { ConnectionView } from '@holdfast/shared/contract/database-routes'
import type { DatabaseRecord, LoginRecord } from './database-record.ts'
import { type DatabaseObservation, databaseState } from './database-state.ts'

export interface ConnectionShown {
  readonly database: DatabaseRecord
  readonly observation: DatabaseObservation | null
  readonly engine: EngineDescriptor
  readonly login: LoginRecord
  /** Null: shown as dots. */
  readonly password: string | null
  readonly endpointHost: string
  readonly caUrl: string
  readonly caPath: string
}

/** Stands for the password where it was not revealed. */
const dots = '••••••••'

function urlOf({ engine, database, login, password, endpointHost, caPath }: ConnectionShown, port: number): string {
  const target = { host: endpointHost, port, database: database.databaseName, login: login.name, caFile: caPath }
  const url = engine.connectionUrl({ ...target, password: password ?? 'PASSWORD' })
  return password === null ? url.replace(':PASSWORD@', `:${dots}@`) : url
}

/** How to connect, and whether that would work just now. */
export function connectionView(shown: ConnectionShown): ConnectionView {
  const { database, observation, engine, login, endpointHost } = shown
  const { state, because } = databaseState(database, { observation, operation: null })
  const door = (port: number) => ({ port, url: urlOf(shown, port) })
  const direct = door(database.endpoint?.directPort ?? 0)
  const pooled = engine.pooler && database.pooler && database.endpoint ? door(database.endpoint.pooledPort) : null
  return {
    isReady: state === 'running' || (state === 'degraded' && observation?.endpoint?.state === 'open'),
    because,
    host: endpointHost,
    ...(pooled ?? direct),
    direct,
    pooled,
    databaseName: database.databaseName,
    role: login.name,
    caUrl: shown.caUrl,
    caPath: shown.caPath,
    lastRefusal: observation?.endpoint?.lastRefusal ?? null,
  }
}
