import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { labPlaces } from '@holdfast/lab/hosts/lab-places'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InstallationSettings } from './config.ts'
import { installationFrom } from './installation.ts'
import { agentWish } from './platform/agent.ts'
import { apiWish } from './platform/api.ts'
import { containerOptions } from './platform/container-wish.ts'
import { onSimulatedHosts, simulatedHosts } from './platform/host-place.ts'
import { doorsOf, wantedHosts } from './simulated-hosts.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-hosts-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const installed = (settings: Record<string, string> = {}) =>
  installationFrom(InstallationSettings.parse({ HOLDFAST_HOME: home, ...settings }))

/** As an earlier `--hosts 3` leaves it. */
const withLab = () => {
  mkdirSync(join(home, 'lab'))
  writeFileSync(join(home, 'lab', 'lab.json'), JSON.stringify({ name: 'holdfast', number: 7, hosts: 3 }))
}

describe('simulated hosts', () => {
  it('stand in for the machine when they are asked for, and from then on', () => {
    expect(wantedHosts(installed(), undefined)).toBe(0)
    expect(wantedHosts(installed(), 3)).toBe(3)
    expect(doorsOf(installed())).toEqual([])
    withLab()
    expect(wantedHosts(installed(), undefined)).toBe(3)
    expect(wantedHosts(installed(), 4)).toBe(4)
    expect(doorsOf(installed())).toEqual([7400])
  })

  it('are refused where they cannot be, each time with the remedy', () => {
    expect(() => wantedHosts(installed({ HOLDFAST_BIND: '0.0.0.0' }), 3)).toThrow(/unset HOLDFAST_BIND/)
    mkdirSync(join(home, 'agent'))
    writeFileSync(join(home, 'agent', 'identity.json'), '{}')
    expect(() => wantedHosts(installed(), 3)).toThrow(/this machine itself as its host: run npm stop -- --wipe first/)
    rmSync(join(home, 'agent'), { recursive: true })
    withLab()
    expect(() => wantedHosts(installed(), 2)).toThrow(/it can get more of them, not fewer/)
  })
})

describe('the parts of a platform on simulated hosts', () => {
  const lab = () => labPlaces({ name: 'holdfast', root: join(home, 'lab'), hosts: 2 }, 7)
  const moved = () => onSimulatedHosts(installed(), lab())

  it('are named by the hosts’ addresses unless something else was set', () => {
    expect(moved().settings.HOLDFAST_ENDPOINT).toBe('10.213.7.11,10.213.7.12')
    const named = onSimulatedHosts(installed({ HOLDFAST_ENDPOINT: 'db.example.org' }), lab())
    expect(named.settings.HOLDFAST_ENDPOINT).toBe('db.example.org')
  })

  it('have the console on loopback for people, and the link on the control plane’s own machine for agents', () => {
    mkdirSync(join(home, 'secrets'))
    const { HostConfig, Env } = containerOptions(moved(), apiWish(moved(), 'sha256:1'))
    expect(moved().consoleUrl).toBe('http://127.0.0.1:7400')
    expect(HostConfig?.PortBindings).toMatchObject({ '7443/tcp': [{ HostIp: '10.213.7.2', HostPort: '7443' }] })
    expect(Env).toContain('HOLDFAST_LINK_ADDRESS=10.213.7.2')
  })

  it('give an agent nothing of another host', () => {
    const [first, second] = simulatedHosts(moved(), lab())
    if (!first || !second) throw new Error('there are no two hosts')
    const { HostConfig, Env, Hostname } = containerOptions(moved(), agentWish(moved(), second, 'sha256:1'))
    expect(Hostname).toBe('host-2')
    expect(Env).toContain('HOLDFAST_JOIN_URL=https://10.213.7.2:7443')
    const sources = (HostConfig?.Mounts ?? []).map(({ Source }) => Source ?? '')
    expect(sources).toContain(second.socket)
    expect(sources.filter((source) => source.startsWith(join(first.home, '..')))).toEqual([])
    expect(second.joinToken).not.toBe(first.joinToken)
  })
})
