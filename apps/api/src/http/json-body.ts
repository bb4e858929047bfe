import type { FastifyInstance } from 'fastify'

/** Reads JSON in strict UTF-8. An empty body counts as none, since many clients send the content type with it. */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    try {
      return parse(request, decoder.decode(body as Buffer), done)
    } catch {
      return done(
        Object.assign(new Error('it is not UTF-8'), { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' }),
      )
    }
  })
}
