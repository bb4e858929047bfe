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

/** How to connect, and whether that would work just now. */
export function connectionView(shown: ConnectionShown): ConnectionView {
  const { database, observation, engine, login, password, endpointHost } = shown
  const { state, because } = databaseState(database, { observation, operation: null })
  const port = database.endpoint?.directPort ?? 0
  const target = { host: endpointHost, port, database: database.databaseName, login: login.name, caFile: shown.caPath }
  const url = engine.connectionUrl({ ...target, password: password ?? 'PASSWORD' })
  return {
    isReady: state === 'running' || (state === 'degraded' && observation?.endpoint?.state === 'open'),
    because,
    host: endpointHost,
    port,
    databaseName: database.databaseName,
    role: login.name,
    url: password === null ? url.replace(':PASSWORD@', `:${dots}@`) : url,
    caUrl: shown.caUrl,
    caPath: shown.caPath,
    lastRefusal: observation?.endpoint?.lastRefusal ?? null,
  }
}
