import { describe, expect, it } from 'vitest'
import { AgentEnvironment, readConfig } from './config.ts'

describe('readConfig', () => {
  it('has a value for everything that an agent on its platform’s own host needs', () => {
    expect(readConfig({})).toMatchObject({
      installation: 'holdfast',
      home: '/var/lib/holdfast',
      join: { url: 'https://127.0.0.1:7443' },
      subnets: ['10.214.0.0/16'],
      bindAddresses: ['127.0.0.1'],
      storage: 'auto',
    })
  })

  it('reads lists and labels', () => {
    const config = readConfig({ HOLDFAST_BIND: '127.0.0.1, ::1', HOLDFAST_HOST_LABELS: 'region=eu,disk=fast' })
    expect(config.bindAddresses).toEqual(['127.0.0.1', '::1'])
    expect(config.join.labels).toEqual({ region: 'eu', disk: 'fast' })
  })

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ HOLDFAST_JOIN_TOKEN_FILE: '' }).join.tokenFile).toBeUndefined()
  })

  it('names every mistake at once', () => {
    const wrong = { HOLDFAST_HOME: 'here', HOLDFAST_SUBNETS: '10.0.0.0/30', HOLDFAST_STORAGE: 'tape' }
    expect(() => readConfig(wrong)).toThrow(/HOLDFAST_HOME[\s\S]*HOLDFAST_STORAGE[\s\S]*HOLDFAST_SUBNETS/)
  })

  it('has at most 25 settings, each described', () => {
    const settings = Object.entries(AgentEnvironment.shape)
    expect(settings.length).toBeLessThanOrEqual(25)
    for (const [name, schema] of settings) expect(schema.description, name).toBeTruthy()
  })
})
