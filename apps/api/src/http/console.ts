import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Serves the built console. Files below assets/ carry a hash in their names and never change. */
export async function mountConsole(fastify: FastifyInstance, directory: string | undefined): Promise<void> {
  if (directory === undefined || !existsSync(join(directory, 'index.html'))) return
  await fastify.register(fastifyStatic, {
    root: directory,
    wildcard: true,
    index: 'index.html',
    preCompressed: true,
    cacheControl: false,
    setHeaders(response, path) {
      const isHashed = path.startsWith(join(directory, 'assets'))
      response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

const pages = /^\/(?!v1(\/|$)|problems(\/|$)|docs(\/|$)|assets(\/|$)|agent(\/|$)|metrics|healthz|readyz|openapi\.json)/

/** True when a browser asks for a page that the console draws itself. */
export const isConsolePage = (request: FastifyRequest): boolean =>
  request.method === 'GET' && (request.headers.accept ?? '').includes('text/html') && pages.test(request.url)

export const sendConsole = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-cache').sendFile('index.html')
