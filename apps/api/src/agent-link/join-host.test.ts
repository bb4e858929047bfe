import { expect, it } from 'vitest'
import { chooseName } from './join-host.ts'

it.each([
  ['kelp-01.example.org', 'kelp-01.example.org'],
  ['KELP', 'kelp'],
  ['taken', 'taken-3'],
  ["'; drop table host; --", '---drop-table-host----'],
  ['', 'host'],
])('names the host %s: %s', (hostname, name) => {
  expect(chooseName(hostname, new Set(['taken', 'taken-2']))).toBe(name)
})
