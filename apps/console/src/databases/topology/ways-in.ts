import type { ConnectionView } from '@holdfast/shared/contract/database-routes'
import type { Endpoint } from '../connection-panel/connection-choice.ts'

/** One address by which clients come, and the door it leads to. */
export interface WayIn {
  readonly key: string
  readonly by: 'name' | 'host'
  readonly door: Endpoint
  readonly address: string
}

const doors = ['pooled', 'direct'] as const

/** Every way into a database: by its own name where there is one, and by host and port. */
export const waysInto = (connection: ConnectionView): WayIn[] =>
  doors.flatMap((door) => {
    const view = connection[door]
    if (!view) return []
    const { byName, port } = view
    const host: WayIn = { key: `${door}-host`, by: 'host', door, address: `${connection.host}:${port}` }
    if (!byName) return [host]
    return [{ key: `${door}-name`, by: 'name', door, address: `${byName.host}:${byName.port}` }, host]
  })
