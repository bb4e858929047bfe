import type Docker from 'dockerode'

interface BuildEvent {
  error?: string
  stream?: string
}

const KEPT_LINES = 30

/**
 * Reads a build, pull or import to its end. A failed build is an `error` event in the stream, with no error given to
 * the callback, so the stream itself has to be read.
 * @throws Error with the last lines of the output.
 */
export const followBuild = (docker: Docker, stream: NodeJS.ReadableStream): Promise<void> =>
  new Promise((resolve, reject) => {
    const lines: string[] = []
    let failure: string | undefined
    const onProgress = (event: BuildEvent) => {
      if (event.stream?.trim()) lines.push(event.stream.trimEnd())
      if (lines.length > KEPT_LINES) lines.shift()
      if (event.error) failure = event.error
    }
    const onFinished = (error: Error | null) => {
      const reason = failure ?? error?.message
      if (reason === undefined) resolve()
      else reject(new Error([...lines, reason].join('\n')))
    }
    docker.modem.followProgress(stream, onFinished, onProgress)
  })
