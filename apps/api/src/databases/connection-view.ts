import type { EngineDescriptor } from '@holdfast/engine'
import type { ConnectionView, DoorView } from '@holdfast/shared/contract/database-routes'
import { type EndpointNaming, sharedDoor } from '../hosts/endpoint-naming.ts'
import type { DatabaseRecord, LoginRecord } from './database-record.ts'
import { type DatabaseObservation, databaseState } from './database-state.ts'
import { endpointHost, orderEndpointHosts } from './endpoint-order.ts'

export interface ConnectionShown {
  readonly database: DatabaseRecord
  readonly observation: DatabaseObservation | null
  readonly engine: EngineDescriptor
  readonly login: LoginRecord
  /** Null: shown as dots. */
  readonly password: string | null
  readonly naming: EndpointNaming
  readonly caUrl: string
  readonly caPath: string
}

/** Stands for the password where it was not revealed. */
const dots = '••••••••'

type Place = { readonly host: string; readonly port: number; readonly otherHosts?: readonly string[] }

function urlOf({ engine, database, login, password, caPath }: ConnectionShown, place: Place): string {
  const target = { ...place, database: database.databaseName, login: login.name, caFile: caPath }
  const url = engine.connectionUrl({ ...target, password: password ?? 'PASSWORD' })
  return password === null ? url.replace(':PASSWORD@', `:${dots}@`) : url
}

/** One door by all the ways it is called. */
function doorView(shown: ConnectionShown, port: number, sharedPort: 'directPort' | 'pooledPort'): DoorView {
  const { database, naming, observation } = shown
  const shared = sharedDoor(database.id, naming)
  const named = shared && { host: shared.name, port: shared[sharedPort] }
  const [host = 'localhost', ...otherHosts] = orderEndpointHosts(naming, observation)
  const path = observation?.endpoint?.paths?.find((it) => it.port === port)
  return {
    port,
    url: urlOf(shown, { host, port }),
    byName: named ? { ...named, url: urlOf(shown, named) } : null,
    hostListUrl: otherHosts.length > 0 ? urlOf(shown, { host, port, otherHosts }) : null,
    path: path ? { by: path.by, because: path.because } : null,
  }
}

/** How to connect, and whether that would work just now. */
export function connectionView(shown: ConnectionShown): ConnectionView {
  const { database, observation, engine, login, naming } = shown
  const { state, because } = databaseState(database, { observation, operation: null })
  const { endpoint } = database
  const direct = doorView(shown, endpoint?.directPort ?? 0, 'directPort')
  const pooled =
    engine.pooler && database.pooler && endpoint ? doorView(shown, endpoint.pooledPort, 'pooledPort') : null
  const { port, url } = pooled ?? direct
  return {
    isReady: state === 'running' || (state === 'degraded' && observation?.endpoint?.state === 'open'),
    because,
    host: endpointHost(naming, observation),
    port,
    url,
    direct,
    pooled,
    databaseName: database.databaseName,
    role: login.name,
    caUrl: shown.caUrl,
    caPath: shown.caPath,
    lastRefusal: observation?.endpoint?.lastRefusal ?? null,
  }
}
