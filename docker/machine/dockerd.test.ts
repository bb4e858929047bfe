import { describe, expect, it } from 'vitest'
import { askDocker, isStalePid } from './dockerd.ts'

describe('a pid file of the engine', () => {
  it.each([
    ['is stale when no process has the number', undefined, true],
    ['is stale when another program has the number by now', 'node', true],
    ['is kept while the engine runs', 'dockerd', false],
    ['is kept while containerd runs', 'containerd', false],
  ])('%s', (_, program, isStale) => {
    expect(isStalePid('4711\n', () => program)).toBe(isStale)
  })
})

it('says that an engine without a socket is silent', async () => {
  expect(await askDocker('/nonexistent/docker.sock')).toBe('silent')
})
