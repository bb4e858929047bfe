import type { IncomingMessage } from 'node:http'
import { ProblemDocument } from '@holdfast/shared/problems/problem-document'

interface Because {
  readonly code: string
  readonly because: string
  readonly remedy: string
}

const mostBytes = 16 * 1024
const mostMs = 5_000

/**
 * Why the api answered the call for a link with something else; at most so much of it is read, and for so long. Whoever ends the call
 * before it resolves throws away what has not been read.
 */
export function readRefusal(response: IncomingMessage): Promise<Because> {
  return new Promise((resolve) => {
    let text = ''
    const timer = setTimeout(() => response.destroy(), mostMs)
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      text += part
      if (text.length > mostBytes) response.destroy()
    })
    response.once('close', () => {
      clearTimeout(timer)
      resolve(parse(text, response.statusCode))
    })
  })
}

function parse(text: string, status: number | undefined): Because {
  try {
    const { code, detail, remedy } = ProblemDocument.parse(JSON.parse(text))
    return { code, because: detail, remedy }
  } catch {
    // Not one of ours: a proxy, or an api from before it gave reasons.
    return { code: 'unexpected', because: `it answered with ${status}`, remedy: 'Look into the log of the api.' }
  }
}
