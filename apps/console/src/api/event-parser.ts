/** One message of a `text/event-stream`, as the HTML standard reads it. */
export interface StreamMessage {
  readonly id: string | null
  readonly event: string
  readonly data: string
}

/** A field line as name and value; one leading space of the value belongs to the form. */
function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  if (colon === -1) return [line, '']
  const value = line.slice(colon + 1)
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value]
}

/**
 * Makes a function that takes the text of an event stream piece by piece and returns the messages that became whole.
 * Comments (heartbeats) make no message.
 */
export function createEventParser(): (text: string) => StreamMessage[] {
  let rest = ''
  let id: string | null = null
  let event = ''
  let data: string[] = []

  const take = (line: string): StreamMessage | undefined => {
    if (line === '') {
      const message = data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return message
    }
    const [name, value] = fieldOf(line)
    if (name === 'data') data.push(value)
    else if (name === 'event') event = value
    else if (name === 'id' && !value.includes('\0')) id = value
    return undefined
  }

  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    return lines.map(take).filter((message) => message !== undefined)
  }
}
