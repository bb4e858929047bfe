import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect as connectPlain } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Length 8, then the number that asks PostgreSQL for TLS. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/** Asks for TLS at the engine's port and gives the certificate it shows (DER); rejects when it will not. */
export function servedCertificate(limitMilliseconds: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const socket = connectPlain({ host: '127.0.0.1', port: 5432 })
  const fail = (because: string) => {
    socket.destroy()
    reject(new Error(because))
  }
  const timer = setTimeout(() => fail(`no TLS answer within ${limitMilliseconds} ms`), limitMilliseconds)
  promise.catch(() => undefined).finally(() => clearTimeout(timer))
  socket.once('error', (error) => fail(error.message))
  socket.once('connect', () => socket.write(sslRequest))
  socket.once('data', (answer) => {
    if (answer.toString() !== 'S') return fail('the engine refuses TLS')
    // Only looked at, not trusted: clients check it against the platform's CA, here it is compared with the file.
    // An empty list of authorities also keeps Node from reading its own, which takes memory and milliseconds.
    const secure = connectTls({ socket, rejectUnauthorized: false, ca: [] })
    secure.once('error', (error) => fail(error.message))
    secure.once('secureConnect', () => {
      resolve(secure.getPeerCertificate().raw)
      // A farewell in order: PostgreSQL logs a line about every handshake that is cut off.
      secure.end()
    })
  })
  return promise
}

/** The first certificate of a PEM file (DER). */
export const certificateIn = async (path: string): Promise<Buffer> => new X509Certificate(await readFile(path)).raw
