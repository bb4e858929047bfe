import { type ClientRequest, request } from 'node:http'
import { ManagerObservation } from '@holdfast/shared/state/instance-page'
import type { SeenManager } from './observation.ts'

/** Listens to the instance managers of running containers; each line of a watch wakes the loop. */
export interface InstanceWatch {
  /** From now on these instances are listened to, and no others. */
  follow(sockets: ReadonlyMap<string, string>): void
  seen(): SeenManager[]
  /** Resolves once the instance's facts satisfy, or after the limit with whatever they are. */
  until(instanceId: string, satisfies: (facts: ManagerObservation) => boolean, limitMs: number): Promise<boolean>
  close(): void
}

interface Listener {
  readonly instanceId: string
  facts: ManagerObservation | null
  silentSince: number | null
  call: ClientRequest | undefined
  timer: NodeJS.Timeout | undefined
  readonly openedAt: number
  closed: boolean
}

/** An observation with full lists of what is inside an engine. */
const longestLine = 512 * 1024
/** A container that has just started is asked often, an old one that fell silent seldom. */
const retryMs = (listener: Listener): number => (Date.now() - listener.openedAt < 10_000 ? 10 : 500)

export function watchInstances(onChange: () => void): InstanceWatch {
  const listeners = new Map<string, Listener>()
  const waiting = new Set<() => void>()

  const tell = (listener: Listener, facts: ManagerObservation | null): void => {
    if (listener.closed) return
    const fellSilent = facts === null && listener.facts !== null
    listener.facts = facts
    listener.silentSince = facts ? null : (listener.silentSince ?? Date.now())
    if (facts || fellSilent) onChange()
    for (const look of [...waiting]) look()
  }

  return {
    follow(sockets) {
      for (const [instanceId, listener] of listeners) {
        if (sockets.has(instanceId)) continue
        listeners.delete(instanceId)
        end(listener)
      }
      for (const [instanceId, socketPath] of sockets) {
        if (listeners.has(instanceId)) continue
        const listener = newListener(instanceId)
        listeners.set(instanceId, listener)
        listen(listener, socketPath, tell)
      }
    },
    seen: () =>
      [...listeners.values()].map(({ instanceId, facts, silentSince }) => ({ instanceId, facts, silentSince })),
    until(instanceId, satisfies, limitMs) {
      const isSo = () => {
        const facts = listeners.get(instanceId)?.facts
        return facts ? satisfies(facts) : false
      }
      return waitUntil(isSo, waiting, limitMs)
    },
    close() {
      for (const listener of listeners.values()) end(listener)
      listeners.clear()
    },
  }
}

function newListener(instanceId: string): Listener {
  const now = Date.now()
  return { instanceId, facts: null, silentSince: now, openedAt: now, closed: false, call: undefined, timer: undefined }
}

type Tell = (listener: Listener, facts: ManagerObservation | null) => void

/** Reads the watch, and opens it again whenever it ends, for as long as the listener is wanted. */
function listen(listener: Listener, socketPath: string, tell: Tell): void {
  readLines(listener, socketPath, (facts) => tell(listener, facts)).then(() => {
    tell(listener, null)
    if (listener.closed) return
    listener.timer = setTimeout(() => listen(listener, socketPath, tell), retryMs(listener))
  })
}

function waitUntil(isSo: () => boolean, waiting: Set<() => void>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (answer: boolean): void => {
      clearTimeout(timer)
      waiting.delete(look)
      resolve(answer)
    }
    const look = (): void => {
      if (isSo()) finish(true)
    }
    const timer = setTimeout(() => finish(false), limitMs)
    waiting.add(look)
    look()
  })
}

function end(listener: Listener): void {
  listener.closed = true
  clearTimeout(listener.timer)
  listener.call?.destroy()
}

/** Reads the watch until it ends, however it ends. */
function readLines(listener: Listener, socketPath: string, onLine: (facts: ManagerObservation) => void): Promise<void> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: '/watch', agent: false }, (reply) => {
      let rest = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => {
        const lines = (rest + part).split('\n')
        rest = lines.pop() ?? ''
        if (rest.length > longestLine) call.destroy()
        for (const line of lines) {
          const facts = readFacts(line)
          if (facts?.instanceId === listener.instanceId) onLine(facts)
        }
      })
      reply.on('error', () => resolve())
      reply.on('close', () => resolve())
    })
    call.on('error', () => resolve())
    call.on('close', () => resolve())
    call.end()
    listener.call = call
  })
}

function readFacts(line: string): ManagerObservation | undefined {
  if (line.trim() === '') return undefined
  try {
    const parsed = ManagerObservation.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
