import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../commands.ts'
import { openContext } from '../open-context.ts'
import { makeOutput } from '../output.ts'
import { saveProfile } from '../profiles.ts'
import { offersFor } from './offers-for.ts'

describe('what completion offers', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-completion-'))
    process.env.XDG_CONFIG_HOME = folder
    const organization = {
      id: 'or_00000000000000000001',
      name: 'Analytical Engines',
      tokenId: 'tk_00000000000000000001',
    } as const
    await saveProfile(join(folder, 'holdfast'), 'work', {
      url: 'http://127.0.0.1:9',
      email: 'ada@example.com',
      organizationId: organization.id,
      organizations: [{ ...organization, token: 'hf_pat_x' }],
    })
  })
  afterAll(async () => {
    for (const name of ['XDG_CONFIG_HOME', 'HOLDFAST_URL', 'HOLDFAST_TOKEN']) delete process.env[name]
    await rm(folder, { recursive: true, force: true })
  })

  const offered = async (...words: string[]) => {
    const output = makeOutput({ out: process.stdout, err: process.stderr }, false)
    const context = await openContext({ output, isForAnybody: true })
    return (await offersFor(words, commands, context)).map(({ value }) => value)
  }

  it('is nouns, then verbs, then options, from the list of commands itself', async () => {
    expect(await offered('data')).toEqual(['database'])
    expect(await offered('database', 're')).toEqual(['rename', 'restart', 'resize'])
    expect(await offered('database', 'create', 'x', '--st')).toEqual(['--storage', '--standbys'])
    expect(await offered('database', 'create', '--json', 'x', '--js')).toEqual([])
    expect(await offered('nonsense', '')).toEqual([])
  })

  it('is the values of an option, also where the shell splits at its equals sign', async () => {
    expect(await offered('database', 'create', 'x', '--durability', 're')).toEqual(['required'])
    expect(await offered('database', 'create', 'x', '--durability', '=')).toEqual(['required', 'preferred', 'async'])
    expect(await offered('database', 'create', 'x', '--durability', '=', 'as')).toEqual(['async'])
    expect(await offered('member', 'set-role', 'a@example.com', 'ad')).toEqual(['admin'])
    expect(await offered('role', 'create', 'orders', 'x', '--grant', '')).toEqual(['read', 'write', 'owner'])
  })

  it('is profiles and organizations that this machine knows, without asking anybody', async () => {
    expect(await offered('--profile', '')).toEqual(['work'])
    expect(await offered('--profile', 'work', 'database', 'list', '--organization', "'ana")).toEqual([
      'Analytical Engines',
    ])
  })

  it('is nothing behind --, where another program reads', async () => {
    expect(await offered('psql', 'orders', '--', '')).toEqual([])
  })

  it('is nothing, and soon, where the installation does not answer or never ends its answer', async () => {
    expect(await offered('--profile', 'work', 'database', 'show', '')).toEqual([])
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    process.env.HOLDFAST_URL = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    process.env.HOLDFAST_TOKEN = 'hf_pat_x'
    expect(await offered('database', 'show', '').finally(() => silent.close().closeAllConnections())).toEqual([])
  })
})
