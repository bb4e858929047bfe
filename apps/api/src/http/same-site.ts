import { Problem } from '@holdfast/shared/problems/problem'
import type { FastifyRequest } from 'fastify'

/**
 * Refuses requests that another site made a browser send: those with cookies, and those that would set them.
 * Programs send neither Origin nor Sec-Fetch-Site and pass.
 */
export function demandSameSite(request: FastifyRequest, publicUrl: URL): void {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin !== undefined && !isOwn(origin, { host, publicUrl })) throw foreign(origin)
  if (site === 'cross-site' || site === 'same-site') throw foreign(origin ?? `a ${site} page`)
}

function isOwn(origin: string, own: { host: string | undefined; publicUrl: URL }): boolean {
  if (origin === own.publicUrl.origin) return true
  return URL.canParse(origin) && new URL(origin).host === own.host
}

const foreign = (origin: string): Problem => new Problem('cross-site-request', { origin: origin.slice(0, 200) })
