import { connect, type Socket } from 'node:net'

export type Target = { host: string; port: number }

export const targetKey = (target: Target | null): string => (target ? `${target.host} ${target.port}` : '')

/** Lost peers are noticed after two seconds of silence and the kernel's probes, on both sides of the gateway. */
export const keepAliveMs = 2_000

/** A connection to the target, or in words why there is none. */
export function connectTarget(target: Target, withinMs: number): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect({
      ...target,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    })
    const settle = (outcome: Socket | string) => {
      clearTimeout(timer)
      socket.off('connect', succeed).off('error', fail)
      resolve(outcome)
    }
    const succeed = () => settle(socket)
    const fail = (error: NodeJS.ErrnoException) => {
      socket.destroy()
      settle(reasons[error.code ?? ''] ?? `the instance cannot be reached (${error.code ?? error.message})`)
    }
    const timer = setTimeout(() => {
      socket.destroy()
      settle('the instance does not answer')
    }, withinMs)
    socket.once('connect', succeed).once('error', fail)
  })
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the instance does not accept connections',
  ECONNRESET: 'the instance does not accept connections',
  EHOSTUNREACH: 'the instance is not running',
  ENETUNREACH: 'the instance is not running',
}
