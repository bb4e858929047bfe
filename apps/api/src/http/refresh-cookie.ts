import type { FastifyReply } from 'fastify'

/** The browser's half of a session. Scripts never see it, other sites never send it. */
export interface RefreshCookie {
  readonly token: string | undefined
  keep(token: string): void
  clear(): void
}

const name = 'holdfast_refresh'

const attributes = (reply: FastifyReply, publicUrl: URL) =>
  ({
    path: '/v1/sessions',
    httpOnly: true,
    sameSite: 'strict',
    // A trusted proxy may end TLS in front of plain HTTP.
    secure: publicUrl.protocol === 'https:' || reply.request.protocol === 'https',
  }) as const

export function keepRefreshCookie(reply: FastifyReply, token: string, publicUrl: URL): void {
  reply.setCookie(name, token, { ...attributes(reply, publicUrl), maxAge: 30 * 86_400 })
}

export function clearRefreshCookie(reply: FastifyReply, publicUrl: URL): void {
  reply.clearCookie(name, attributes(reply, publicUrl))
}
