import { describe, expect, it } from 'vitest'
import { type ContainerState, containerStep } from './ensure-container.ts'

const found = (change: Partial<ContainerState> = {}): ContainerState => ({
  installation: 'holdfast',
  spec: 'abc',
  isRunning: true,
  ...change,
})

describe('what to do about a container', () => {
  it.each([
    ['is created when there is none', undefined, 'create'],
    ['is left alone while it runs as specified', found(), 'keep'],
    ['is started when it was stopped', found({ isRunning: false }), 'start'],
    ['is replaced when its specification changed', found({ spec: 'old' }), 'replace'],
    ['is never touched when somebody else made it', found({ installation: undefined }), 'refuse'],
    ['is never touched when it is another installation’s', found({ installation: 'other' }), 'refuse'],
  ])('%s', (_, state, step) => {
    expect(containerStep('holdfast', 'abc', state)).toBe(step)
  })
})
