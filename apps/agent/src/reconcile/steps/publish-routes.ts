import { askSocket } from '../../host/ask-socket.ts'
import type { Step } from '../step.ts'
import type { Tools } from '../tools.ts'

export async function publishRoutes({ page, pageHash }: Step<'publish-routes'>, tools: Tools): Promise<void> {
  const socketPath = tools.host.path(tools.paths.gatewaySocket)
  await askSocket({ socketPath, method: 'PUT', path: '/page', body: page })
  tools.gateway.publishedHash = pageHash
}
