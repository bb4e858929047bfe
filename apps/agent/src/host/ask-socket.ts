import { request } from 'node:http'

export interface SocketQuestion {
  readonly socketPath: string
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly path: string
  readonly body?: unknown
  readonly limitMs?: number
}

const largestReply = 8 * 1024 * 1024

/** One HTTP exchange over a Unix socket, JSON both ways. Throws on every answer but 2xx. */
export function askSocket({ socketPath, method, path, body, limitMs = 5_000 }: SocketQuestion): Promise<unknown> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method, path, headers, agent: false, timeout: limitMs }, (reply) => {
      let answer = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => {
        answer += part
        if (answer.length > largestReply) call.destroy(new Error(`${method} ${path} answered too much`))
      })
      reply.on('error', reject)
      reply.on('end', () => {
        const status = reply.statusCode ?? 0
        if (status < 200 || status > 299)
          return reject(new Error(`${method} ${path} answered ${status}: ${answer.slice(0, 300)}`))
        try {
          resolve(answer === '' ? undefined : JSON.parse(answer))
        } catch {
          reject(new Error(`${method} ${path} answered something else than JSON`))
        }
      })
    })
    call.on('timeout', () => call.destroy(new Error(`${method} ${path} did not answer within ${limitMs} ms`)))
    call.on('error', reject)
    call.end(text)
  })
}
