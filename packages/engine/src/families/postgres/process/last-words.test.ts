import { expect, it } from 'vitest'
import { lastWords } from './last-words.ts'

const line = (level: string, words: string) => `2026-01-01 00:00:00.000 UTC [7] ${level}:  ${words}\n`

it('prefers the gravest and newest line', () => {
  expect(lastWords(line('PANIC', 'no room') + line('FATAL', 'later'))).toBe('no room')
  expect(lastWords(line('FATAL', 'one') + line('FATAL', 'two') + line('LOG', 'shut down'))).toBe('two')
})

it('leaves out what sessions are told while the engine goes', () => {
  expect(lastWords(line('FATAL', 'bad key') + line('FATAL', 'the database system is shutting down'))).toBe('bad key')
  expect(lastWords(line('FATAL', 'terminating connection due to administrator command'))).toBe('')
})
