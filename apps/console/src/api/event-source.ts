import { createEventParser, type StreamMessage } from './event-parser.ts'
import { accessToken, regainSession } from './session.ts'

/** The server says something at least every ten seconds; after this silence it is taken for gone. */
const silenceMs = 15_000
const firstPauseMs = 100
const longestPauseMs = 15_000

interface Listening {
  /** Events of the organization, or of the installation: its hosts. */
  readonly scope: 'organization' | 'installation'
  readonly organization: string
  /** A message, or null for a heartbeat. */
  readonly onWord: (message: StreamMessage | null) => void
  /** Resumed: nothing was missed since the last message. */
  readonly onOpen: (isResumed: boolean) => void
  /** This role hears no such events. */
  readonly onForbidden: () => void
  readonly signal: AbortSignal
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => [clearTimeout(timer), resolve()], { once: true })
  })

async function readStream(response: Response, { onWord }: Listening, lost: AbortController): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const parse = createEventParser()
  while (reader) {
    const silence = setTimeout(() => lost.abort(), silenceMs)
    const { done, value } = await reader.read().finally(() => clearTimeout(silence))
    if (done) return
    const messages = parse(value)
    if (messages.length === 0) onWord(null)
    for (const message of messages) onWord(message)
  }
}

async function listenOnce(listening: Listening, lastId: string | null): Promise<'again' | 'refused'> {
  const lost = new AbortController()
  const response = await fetch(`/v1/events?scope=${listening.scope}`, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${accessToken() ?? ''}`,
      'holdfast-organization': listening.organization,
      ...(lastId && { 'last-event-id': lastId }),
    },
    signal: AbortSignal.any([listening.signal, lost.signal]),
  })
  if (response.status === 401) return (await regainSession()) ? 'again' : 'refused'
  if (response.status === 403) {
    listening.onForbidden()
    return 'refused'
  }
  if (!response.ok) throw new Error(`the event stream answered ${response.status}`)
  listening.onOpen(lastId !== null)
  await readStream(response, listening, lost)
  return 'again'
}

/** Listens to `GET /v1/events` until told to stop or refused; comes back after losses where it left off. */
export async function listenToEvents(listening: Listening): Promise<void> {
  let lastId: string | null = null
  let pauseMs = firstPauseMs
  const onWord = (message: StreamMessage | null) => {
    if (message?.id) lastId = message.id
    pauseMs = firstPauseMs
    listening.onWord(message)
  }
  while (!listening.signal.aborted) {
    const outcome = await listenOnce({ ...listening, onWord }, lastId).catch(() => 'again')
    if (outcome === 'refused' || listening.signal.aborted) return
    await pause(pauseMs * (0.75 + Math.random() / 2), listening.signal)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}
