import { connectTarget, type Target } from './target.ts'

/** `cannot_connect_now`: starting up, shutting down or recovering. */
const cannotConnectNow = '57P03'
const probeName = 'hf_probe'

/**
 * Asks, as `pg_isready` does, whether the target takes sessions: it judges its own state before it looks at the
 * name, so a start-up packet of nobody is answered by a refusal of that name as soon as real clients would be served.
 * Returns in words why not, or undefined when it does.
 */
export async function probeTarget(
  target: Target,
  limits: { connectMs: number; probeMs: number },
): Promise<string | undefined> {
  const socket = await connectTarget(target, limits.connectMs)
  if (typeof socket === 'string') return socket
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    const settle = (because: string | undefined) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(because)
    }
    const timer = setTimeout(() => settle('the instance does not answer'), limits.probeMs)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      const answer = readAnswer(bytes)
      if (answer !== 'incomplete') settle(answer.because)
    })
    socket.on('error', () => settle('the instance closed the connection'))
    socket.on('end', () => settle('the instance closed the connection'))
    socket.write(startupOf(probeName))
  })
}

function startupOf(name: string): Buffer {
  const fields = Buffer.from(`user\0${name}\0database\0${name}\0\0`)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(fields.length + 8, 0)
  head.writeUInt32BE(3 << 16, 4)
  return Buffer.concat([head, fields])
}

/** `because` is undefined for every answer but an ErrorResponse that says "not now". */
export function readAnswer(bytes: Buffer): 'incomplete' | { because: string | undefined } {
  if (bytes.length > 0 && bytes[0] !== 'E'.charCodeAt(0)) return { because: undefined }
  if (bytes.length < 5 || bytes.length < 1 + bytes.readUInt32BE(1)) return 'incomplete'
  const fields = bytes
    .subarray(5, 1 + bytes.readUInt32BE(1))
    .toString()
    .split('\0')
  const field = (type: string) => fields.find((text) => text.startsWith(type))?.slice(1)
  return { because: field('C') === cannotConnectNow ? (field('M') ?? 'the instance is starting') : undefined }
}
