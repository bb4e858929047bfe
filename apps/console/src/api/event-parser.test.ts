import { describe, expect, it } from 'vitest'
import { createEventParser } from './event-parser.ts'

describe('the parser of event streams', () => {
  it('reads a message with its id', () => {
    expect(createEventParser()('id: 7\ndata: {"a":1}\n\n')).toEqual([{ id: '7', event: 'message', data: '{"a":1}' }])
  })

  it('waits for the rest of a message that came in pieces, cut anywhere', () => {
    const text = 'id: 7\nevent: gap\ndata: one\ndata: two\n\n'
    for (let cut = 1; cut < text.length; cut++) {
      const parse = createEventParser()
      const messages = [...parse(text.slice(0, cut)), ...parse(text.slice(cut))]
      expect(messages).toEqual([{ id: '7', event: 'gap', data: 'one\ntwo' }])
    }
  })

  it('makes no message of a heartbeat', () => {
    expect(createEventParser()(': still here\n\n')).toEqual([])
  })

  it('keeps the last id for messages that name none', () => {
    const parse = createEventParser()
    parse('id: 7\ndata: a\n\n')
    expect(parse('data: b\n\n')).toEqual([{ id: '7', event: 'message', data: 'b' }])
  })

  it('reads lines that end the other ways', () => {
    expect(createEventParser()('data: a\r\n\r\n')).toEqual([{ id: null, event: 'message', data: 'a' }])
  })
})
