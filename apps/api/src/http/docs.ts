import { randomBytes } from 'node:crypto'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { makeOpenApi } from './openapi.ts'

/** OpenAPI and its reference page, whole from this process: nothing is fetched from elsewhere, nothing is reported. */
export async function mountDocs(fastify: FastifyInstance, version: string): Promise<void> {
  const document = JSON.stringify(makeOpenApi(version))
  fastify.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(document))
  const nonce = randomBytes(16).toString('base64')
  await fastify.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      nonce,
      pageTitle: 'Holdfast API',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: 'never',
    },
    hooks: {
      onRequest(_request, reply, done) {
        // The page brings its own styles; its one inline script is named by the nonce.
        reply.header(
          'content-security-policy',
          `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; ` +
            "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
        )
        done()
      },
    },
  })
}
