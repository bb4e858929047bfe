import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { bridgeName, pathTable } from '@holdfast/shared/tenant-bridges'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runProgram } from '../../src/host/run-program.ts'
import { connectRaw } from '../harness/client.ts'
import { type KernelLedDatabase, startKernelLedDatabase } from '../harness/kernel-led-database.ts'
import { runDocker } from '../harness/run-docker.ts'

describe('a database that the kernel leads clients to', () => {
  let led: KernelLedDatabase
  const everybody = () => ({ allowedNetworks: ['127.0.0.0/8', led.machine.address], connectionLimit: 20 })
  const endpoint = () => led.world.peer.observed()?.endpoints[0]

  beforeAll(async () => {
    led = await startKernelLedDatabase()
  })
  afterAll(() => led?.remove())
  beforeEach(async () => {
    await led.want(everybody())
    await led.untilLed('kernel')
  })

  /** Nothing that comes to the gateway's process is answered meanwhile. */
  async function withoutProcess(work: () => Promise<void>): Promise<void> {
    process.kill(led.world.gatewayPid(), 'SIGSTOP')
    try {
      await work()
    } finally {
      process.kill(led.world.gatewayPid(), 'SIGCONT')
    }
  }

  it('takes those of its own host and those of other machines past the gateway’s process, and counts them', async () => {
    const before = endpoint()?.acceptedTotal ?? 0
    const staying = led.client()
    await withoutProcess(async () => {
      await staying.connect()
      expect(await led.ask()).toEqual({ one: 1 })
      expect(await led.askFromAfar()).toBe('1')
    })
    await led.world.until('they are counted', ({ endpoints: [it] }) => it?.openConnections === 1)
    expect(endpoint()?.acceptedTotal).toBe(before + 3)
    await staying.end()
  })

  it('goes on serving while gateway and agent are killed, and finds its clients again', async () => {
    const staying = led.client()
    await staying.connect()
    await led.world.stopAgent('SIGKILL')
    process.kill(led.world.gatewayPid(), 'SIGKILL')
    expect((await staying.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    expect(await led.ask()).toEqual({ one: 1 })
    expect(await led.askFromAfar()).toBe('1')
    const heard = led.world.peer.heard.length
    await led.world.startGateway()
    led.world.startAgent({ HOLDFAST_BIND: `127.0.0.1,${led.machine.hostAddress}` })
    const isBack = () =>
      led.world.peer.heard
        .slice(heard)
        .some((it) => it.say === 'observed' && it.page.endpoints[0]?.paths?.[0]?.by === 'kernel')
    await expect.poll(isBack, { timeout: 30_000 }).toBe(true)
    await led.world.until('its client is counted', ({ endpoints: [it] }) => it?.openConnections === 1)
    expect((await staying.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    await staying.end()
  })

  it('refuses an address outside the allow-list in words and keeps the reason, and ends the session that it had', async () => {
    const { machine, database } = led
    const script = `select 'in'; select pg_sleep(8); select 'still in'`
    const { instance, password, port } = database
    const url = `postgresql://${instance.logins[0]?.name}@${machine.hostAddress}:${port}/${instance.databaseName}?sslmode=require`
    const session = machine.run('psql', ['-XAt', ...script.split(';').flatMap((it) => ['-c', it]), url], {
      PGPASSWORD: password,
    })
    const asleep = `select count(*)::int as asleep from pg_stat_activity where query = ' select pg_sleep(8)'`
    await expect.poll(() => led.ask(asleep)).toEqual({ asleep: 1 })
    await led.want({ allowedNetworks: ['127.0.0.0/8'] })
    const because = `the address ${machine.address} is not on the allow-list of this database`
    await expect.poll(() => led.askFromAfar('disable'), { timeout: 15_000 }).toContain(`FATAL:  ${because}`)
    await led.world.until('the reason is kept', ({ endpoints: [it] }) => it?.lastRefusal?.because === because)
    const { text } = await session
    expect(text).toMatch(/reset|closed|terminat/i)
    expect(text).not.toContain('still in')
    expect(await led.ask()).toEqual({ one: 1 })
  })

  it('refuses more clients than the ceiling in words, and lets in again when one has left', async () => {
    await led.want({ connectionLimit: 2 })
    const clients = [led.client(), led.client()]
    for (const client of clients) await client.connect()
    expect(await led.askFromAfar('disable')).toContain('FATAL:  this endpoint takes 2 connections and all are in use')
    await clients[0]?.end()
    await expect.poll(() => led.askFromAfar()).toBe('1')
    await clients[1]?.end()
  })

  it('is kept by silent clients no longer than the engine waits for their names', async () => {
    await led.want({ connectionLimit: 3 })
    const silent = await Promise.all([1, 2, 3].map(() => connectRaw({ port: led.database.port })))
    const refused = /takes 3 connections and all are in use/
    await expect.poll(() => led.askFromAfar('disable'), { interval: 500 }).toMatch(refused)
    await expect.poll(() => led.askFromAfar(), { timeout: 40_000, interval: 500 }).toBe('1')
    for (const { closed } of silent) expect((await closed).afterMs).toBeLessThan(60_000)
  })

  it('keeps nobody out for clients who only knock: whoever finds the ceiling reached by them comes in by the process', async () => {
    await led.want({ connectionLimit: 3 })
    const { machine, database } = led
    // What the host answers never arrives there, so no connection is ever made.
    const drop = 'add table ip deaf; add chain ip deaf in { type filter hook input priority 0; policy drop; }'
    await machine.run('nft', [drop])
    const knock = `for n in 1 2 3 4 5; do (timeout 20 bash -c '</dev/tcp/${machine.hostAddress}/${database.port}' &) ; done`
    await machine.run('bash', ['-c', knock])
    const halfOpen = async () =>
      (await readFile('/proc/net/nf_conntrack', 'utf8'))
        .split('\n')
        .filter((line) => line.includes(`SYN_RECV src=${machine.address} `) && line.includes(`dport=${database.port} `))
        .length
    await expect.poll(halfOpen).toBeGreaterThanOrEqual(3)
    expect(await led.ask()).toEqual({ one: 1 })
    await machine.run('nft', ['delete table ip deaf'])
  })

  it('holds clients in the process while its instance restarts, and hands them to the kernel again', async () => {
    const [container = ''] = await led.world.containers()
    await runDocker('kill', container)
    await led.untilLed('process')
    expect(await led.ask()).toEqual({ one: 1 })
    await led.untilLed('kernel')
    await withoutProcess(async () => expect(await led.ask()).toEqual({ one: 1 }))
  })

  it('is not led by its own container back into the host', async () => {
    const bridge = bridgeName(led.world.name, led.database.instance.databaseId)
    await led.want({ allowedNetworks: ['0.0.0.0/0'] })
    const told = await runProgram('ip', ['-4', '-o', 'addr', 'show', 'dev', bridge])
    const [, address] = /inet ([\d.]+)\//.exec(told) ?? []
    const [container = ''] = await led.world.containers()
    const knock = `timeout 1 bash -c '</dev/tcp/${address}/${led.database.port}' 2>/dev/null && echo in || echo out`
    expect(await runDocker('exec', container, 'bash', '-c', knock)).toBe('out')
  })

  it('is served by the process when somebody flushes the rules, until they stand again', async () => {
    await runProgram('nft', ['delete', 'table', 'ip', pathTable(led.world.name)])
    expect(await led.ask()).toEqual({ one: 1 })
    await expect
      .poll(() => runProgram('nft', ['list', 'tables']), { timeout: 20_000 })
      .toContain(pathTable(led.world.name))
    await sleep(100)
    await withoutProcess(async () => expect(await led.ask()).toEqual({ one: 1 }))
  })
})
