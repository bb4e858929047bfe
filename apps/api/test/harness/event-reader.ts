import { StreamEvent } from '@holdfast/shared/contract/platform-routes'

export interface EventReader {
  readonly events: StreamEvent[]
  /** Lines beside events: comments and names of other events. */
  readonly remarks: string[]
  /** True once the server has ended the stream. */
  isEnded(): boolean
  close(): void
}

/** Follows `GET /v1/events` as a stranger's program would, with `fetch` alone. */
export async function readEvents(url: string, headers: Record<string, string>): Promise<EventReader> {
  const ending = new AbortController()
  const response = await fetch(url, { headers, signal: ending.signal })
  if (response.status !== 200 || !response.body) throw new Error(`${response.status} ${await response.text()}`)
  const events: StreamEvent[] = []
  const remarks: string[] = []
  let isEnded = false
  const read = async (body: ReadableStream<Uint8Array>) => {
    let text = ''
    for await (const bytes of body.pipeThrough(new TextDecoderStream())) {
      text += bytes
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const line = block.split('\n').find((it) => it.startsWith('data: '))
        if (line && block.includes('id: ')) events.push(StreamEvent.parse(JSON.parse(line.slice(6))))
        else remarks.push(block)
      }
    }
  }
  read(response.body)
    .catch(() => {})
    .finally(() => {
      isEnded = true
    })
  return { events, remarks, isEnded: () => isEnded, close: () => ending.abort() }
}
