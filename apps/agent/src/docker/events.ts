import type { DockerConnection } from './connect-docker.ts'
import { label } from './labels.ts'

export interface DockerEvents {
  close(): void
}

interface EventWishes {
  readonly installation: string
  readonly onContainer: () => void
  readonly onImage: () => void
  readonly onTrouble: (because: string) => void
}

const retryMs = 1_000

/** Follows Docker's events for as long as it is open; connects again whenever the stream ends. */
export function followDockerEvents(docker: DockerConnection, wishes: EventWishes): DockerEvents {
  let closed = false
  let stop: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined

  const again = (because: string): void => {
    if (closed) return
    wishes.onTrouble(because)
    timer = setTimeout(follow, retryMs)
  }

  function follow(): void {
    openStreams(docker, wishes)
      .then(({ ended, close }) => {
        stop = close
        if (closed) return close()
        // Whatever happened while nobody listened is found by looking.
        wishes.onContainer()
        return ended.then(again)
      })
      .catch((error: unknown) => again(error instanceof Error ? error.message : String(error)))
  }

  follow()
  return {
    close() {
      closed = true
      clearTimeout(timer)
      stop?.()
    },
  }
}

async function openStreams(docker: DockerConnection, wishes: EventWishes) {
  const abort = new AbortController()
  const containers = {
    type: ['container'],
    event: ['start', 'die', 'destroy', 'oom', 'stop', 'kill'],
    label: [`${label.installation}=${wishes.installation}`],
  }
  const open = (filters: Record<string, string[]>) =>
    docker.getEvents({ filters, abortSignal: abort.signal } as Parameters<typeof docker.getEvents>[0])
  const streams = [
    { stream: await open(containers), tell: wishes.onContainer },
    { stream: await open({ type: ['image'] }), tell: wishes.onImage },
  ]
  const ended = Promise.race(
    streams.map(
      ({ stream, tell }) =>
        new Promise<string>((resolve) => {
          stream.on('data', tell)
          stream.on('error', (error: Error) => resolve(error.message))
          stream.on('end', () => resolve('the stream of events ended'))
          stream.on('close', () => resolve('the stream of events closed'))
        }),
    ),
  ).finally(() => abort.abort())
  return { ended, close: () => abort.abort() }
}
