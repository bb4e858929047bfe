import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import {
  runCommand,
  startThrowawayPlatform,
  type ThrowawayPlatform,
  throwawayEnvironment,
} from '@holdfast/lab/platform/throwaway-platform'
import Docker from 'dockerode'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labelFilter } from '../../platform/labels.ts'

const docker = new Docker()

describe('a platform', () => {
  let platform: ThrowawayPlatform
  let databaseUrl = ''
  const start = (args: string[] = [], more: NodeJS.ProcessEnv = {}) =>
    runCommand(['docker/start.mjs', ...args], { ...platform.environment, ...more })
  /** Container ids by name, running ones only. */
  const running = async (): Promise<Record<string, string>> => {
    const containers = await docker.listContainers({ filters: labelFilter(platform.name) })
    return Object.fromEntries(containers.map(({ Names, Id }) => [Names[0]?.replace(/^\/[^-]+-[^-]+-/, ''), Id]))
  }

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
  })
  afterAll(() => platform.wipe())

  it('keeps every container when it is started again', async () => {
    const before = await running()
    expect(Object.keys(before).sort()).toEqual(['agent', 'api', 'clock', 'gateway', 'metrics', 'store'])
    const { code, output } = await start()
    expect(code, output).toBe(0)
    expect(output.trim().split('\n').at(-1)).toBe(platform.url)
    expect(await running()).toEqual(before)
  })

  it('ends a demo with exactly its three lines, and finds the same demo again', async () => {
    const first = await start(['--demo'])
    const lines = first.output.trim().split('\n').slice(-3)
    expect(
      lines.map((line) => line.split('=')[0]),
      first.output,
    ).toEqual(['HOLDFAST_URL', 'HOLDFAST_TOKEN', 'DATABASE_URL'])
    databaseUrl = lines[2]?.slice('DATABASE_URL='.length) ?? ''
    expect(await runPsql(databaseUrl, 'select version()')).toMatch(/^PostgreSQL 17/)
    const second = await start(['--demo'])
    expect(second.output.trim().split('\n').slice(-3)).toEqual(lines)
  })

  it('applies a changed setting by replacing the api alone, while a session to a database goes on', async () => {
    const session = new pg.Client({ connectionString: databaseUrl })
    await session.connect()
    try {
      const before = await running()
      const { code, output } = await start([], { HOLDFAST_SIGN_UP: 'closed' })
      expect(code, output).toBe(0)
      const { api, ...others } = await running()
      expect(api).not.toBe(before.api)
      expect({ ...others, api: before.api }).toEqual(before)
      expect((await session.query('select 1 as still')).rows).toEqual([{ still: 1 }])
    } finally {
      await session.end()
    }
  })

  it('is stopped with its databases and comes back with their data', async () => {
    await runPsql(databaseUrl, "create table kept as select 'here' as word")
    const stopped = await runCommand(['docker/stop.mjs'], platform.environment)
    expect(stopped.code, stopped.output).toBe(0)
    expect(await running()).toEqual({})
    const { code, output } = await start(['--demo'])
    expect(code, output).toBe(0)
    expect(await runPsql(databaseUrl, 'select word from kept')).toBe('here')
  })
})

describe('a start that cannot succeed', () => {
  it('says in one sentence that a port is in use, and starts nothing', async () => {
    const environment = await throwawayEnvironment()
    const { HOLDFAST_PORT: port, HOLDFAST_NAME: name } = environment
    const somebody = createServer()
    await new Promise<void>((resolve) => somebody.listen(Number(port), '127.0.0.1', resolve))
    try {
      const { code, output } = await runCommand(['docker/start.mjs'], environment)
      expect(code).toBe(1)
      expect(output.trim()).toMatch(
        new RegExp(`^Port ${port} on 127.0.0.1 is in use by another program: stop that .*$`),
      )
      expect(existsSync(`${environment.HOLDFAST_HOME}/secrets`)).toBe(false)
      expect(await docker.listContainers({ all: true, filters: labelFilter(name) })).toEqual([])
    } finally {
      await new Promise((resolve) => somebody.close(resolve))
      await runCommand(['docker/stop.mjs', '--wipe', '--keep-images'], environment)
    }
  })

  it.each([
    [['--hosts', '3'], { HOLDFAST_BIND: '0.0.0.0' }, /^Simulated hosts .* run on loopback only/],
    [['--demo'], { HOLDFAST_BIND: '0.0.0.0' }, /^--demo hands out an operator's token, so it runs on loopback only/],
    [[], { HOLDFAST_PORT: 'many' }, /^The settings are wrong; correct them in \.env or in the environment/],
  ])('says why when started with %j and %j', async (args, settings, sentence) => {
    const { HOLDFAST_HOME: home, ...environment } = await throwawayEnvironment()
    const nowhere = `${home}/nothing-is-made-here`
    const wrong = { ...environment, ...settings, HOLDFAST_HOME: nowhere }
    const { code, output } = await runCommand(['docker/start.mjs', ...args], wrong)
    expect(code).toBe(1)
    expect(output).toMatch(sentence)
    expect(existsSync(nowhere)).toBe(false)
    await runCommand(['docker/stop.mjs', '--wipe', '--keep-images'], { ...environment, HOLDFAST_HOME: home })
  })
})
