import { request } from 'node:http'

const ANSWER_WITHIN_MS = 5_000

/** One request to an instance manager on its Unix socket; gives the body of a 2xx answer. */
export const askManager = (socketPath: string, method: 'GET' | 'POST', path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, timeout: ANSWER_WITHIN_MS }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        const status = answer.statusCode ?? 0
        if (status >= 200 && status < 300) resolve(body)
        else reject(new Error(`${method} ${path} was answered ${status}: ${body.slice(0, 500)}`))
      })
    })
    asked.on('timeout', () => asked.destroy(new Error(`${method} ${path} was not answered in time`)))
    asked.on('error', reject)
    asked.end()
  })
