import type { Socket } from 'node:net'

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const agreed = 'S'.charCodeAt(0)

/** Asks a target for TLS as the client has asked the gateway. Returns in words why not, or undefined when the greeting may follow. */
export function agreeOnTls(target: Socket, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (because: string | undefined) => {
      clearTimeout(timer)
      target.pause()
      target.off('data', answer).off('error', fail).off('end', fail).off('close', fail)
      resolve(because)
    }
    const answer = (bytes: Buffer) =>
      settle(bytes.length === 1 && bytes[0] === agreed ? undefined : 'the instance does not speak TLS')
    const fail = () => settle('the instance closed the connection')
    const timer = setTimeout(() => settle('the instance does not answer'), withinMs)
    // Stays when the others go: until the relay listens, an error must not be nobody's.
    target.on('error', () => undefined)
    target.on('data', answer).on('error', fail).on('end', fail).on('close', fail)
    target.write(sslRequest)
  })
}
