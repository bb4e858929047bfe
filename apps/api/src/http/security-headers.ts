import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'

/** What browsers offer pages and the console never asks for. */
const unused = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'

const setHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Says nothing over plain HTTP on loopback; browsers heed it over HTTPS only.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  frameguard: { action: 'deny' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
})

/** Sets browsers' security headers on every answer. They are the same for all, so helmet writes them once, on an answer to nobody. */
export function setSecurityHeaders(fastify: FastifyInstance): void {
  const pattern = new ServerResponse(new IncomingMessage(new Socket()))
  setHeaders(pattern.req, pattern, (error) => {
    if (error) throw error
  })
  const headers = Object.entries({ ...pattern.getHeaders(), 'permissions-policy': unused })
  fastify.addHook('onRequest', (_request, { raw }, done) => {
    for (const [name, value] of headers) raw.setHeader(name, value as string)
    done()
  })
}
