import { describe, expect, it } from 'vitest'
import { statusSentence } from './status-sentence.ts'

const orders = { name: 'orders', hostName: 'kelp-02', standbys: 0 }

describe('the status sentence', () => {
  it('says why it is well, and where it runs', () => {
    expect(statusSentence({ ...orders, state: 'running', because: 'it answers queries' })).toBe(
      'It answers queries. Primary on kelp-02, no standby.',
    )
  })

  it('says only the reason when it is not well', () => {
    expect(statusSentence({ ...orders, state: 'failed', because: 'kelp-02 could not start it: no image.' })).toBe(
      'Kelp-02 could not start it: no image.',
    )
  })

  it('says nothing of a host that is not known', () => {
    expect(statusSentence({ ...orders, hostName: null, state: 'creating', because: 'it is waiting for a host' })).toBe(
      'It is waiting for a host.',
    )
  })
})
