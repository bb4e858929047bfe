import type { Route } from '@holdfast/shared/contract/define-route'
import type { ServerDesk } from './server-desk.ts'

/** The reply as its schema has it: what the schema does not name does not leave the house. */
export function replyText(server: ServerDesk, route: Route, given: unknown): string {
  if (!route.reply) return ''
  const parsed = route.reply.safeParse(given)
  if (parsed.success) return JSON.stringify(parsed.data)
  if (server.strictReplies)
    throw new Error(`${route.method} ${route.path} breaks its contract`, { cause: parsed.error })
  server.log.error({ route: route.path, err: parsed.error }, 'a reply breaks the contract')
  return JSON.stringify(given)
}
