import { describe, expect, it } from 'vitest'
import { endpointHost, orderEndpointHosts } from './endpoint-order.ts'

const list = { endpointHosts: ['10.0.0.11', '10.0.0.12', '10.0.0.13'] }

describe('the host that strings name', () => {
  it('is the own host of the database where the endpoint is a list of hosts, and the others follow', () => {
    expect(orderEndpointHosts(list, { hostAddresses: ['10.0.0.12', 'fd00::2'] })).toEqual([
      '10.0.0.12',
      '10.0.0.11',
      '10.0.0.13',
    ])
  })

  it('is the first while nothing is known of the host, and where names stand for all hosts', () => {
    expect(endpointHost(list, null)).toBe('10.0.0.11')
    expect(endpointHost({ endpointHosts: ['db.example.org'] }, { hostAddresses: ['10.0.0.12'] })).toBe('db.example.org')
    expect(endpointHost({ endpointHosts: [] }, null)).toBe('localhost')
  })
})
