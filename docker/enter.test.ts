import { describe, expect, it } from 'vitest'
import { findObstacle, type MachineTraits } from './enter.mjs'

const machine: MachineTraits = { platform: 'linux', nodeVersion: '20.11.0', uid: 0, hasSudo: false, needsRoot: true }

describe('before anything is installed', () => {
  it('goes on as root on Linux with Node 20', () => {
    expect(findObstacle(machine)).toBeUndefined()
  })

  it.each([
    ['another system', { platform: 'darwin' }, /runs on Linux only \(this is darwin\)/],
    ['an old Node', { nodeVersion: '18.20.4' }, /Node 18\.20\.4 is too old: install Node 20/],
    ['no root and no sudo', { uid: 1000 }, /there is no sudo: run this as root/],
  ])('refuses %s in one sentence with the remedy', (_, trait, sentence) => {
    expect(findObstacle({ ...machine, ...trait })).toMatch(sentence)
  })

  it('lets an ordinary account go on where sudo is there, or where root is not needed', () => {
    expect(findObstacle({ ...machine, uid: 1000, hasSudo: true })).toBeUndefined()
    expect(findObstacle({ ...machine, uid: 1000, needsRoot: false })).toBeUndefined()
  })
})
