import { request } from 'node:https'

/** `fetch` that trusts one CA and no other, for a platform that people reach by its own certificates. */
export const trustingFetch =
  (ca: string): typeof fetch =>
  async (input, init) => {
    const asked = new Request(input, init)
    const body = Buffer.from(await asked.arrayBuffer())
    return new Promise((resolve, reject) => {
      const headers = { ...Object.fromEntries(asked.headers), 'content-length': body.length }
      const call = request(asked.url, { ca, method: asked.method, headers, agent: false }, (reply) => {
        const chunks: Buffer[] = []
        reply.on('data', (chunk: Buffer) => chunks.push(chunk))
        reply.on('error', reject)
        reply.on('end', () => {
          const status = reply.statusCode ?? 500
          const pairs = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)])
          resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: pairs }))
        })
      })
      call.on('error', reject)
      call.end(body)
    })
  }
