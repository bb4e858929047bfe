import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inNamespace } from '@holdfast/lab/hosts/in-namespace'
import type { Lab, LabMachine } from '@holdfast/lab/hosts/lab-places'
import { type ThrowawayLab, throwawayLab } from '@holdfast/lab/hosts/throwaway-lab'
import { openCall } from '@holdfast/lab/platform/open-call'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import type { Call } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { operationRoutes } from '@holdfast/shared/contract/operation-routes'
import { platformRoutes } from '@holdfast/shared/contract/platform-routes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const patient = { timeout: 240_000 }

/** The story of an operator with a bare machine: Docker, curl and a shell, and no registry that would have our images. */
describe('a bare machine', () => {
  let bare: ThrowawayLab
  let lab: Lab
  let machine: LabMachine
  let platform: ThrowawayPlatform
  let call: Call
  let line = ''

  beforeAll(async () => {
    bare = await throwawayLab(1)
    lab = bare.lab
    const [first] = lab.hosts
    if (!first) throw new Error('the lab has no host')
    machine = first
    const own = lab.link.address
    platform = await startThrowawayPlatform({ HOLDFAST_BIND: own, HOLDFAST_ENDPOINT: `${own},${machine.address}` })
    call = await openCall(platform)
  })
  afterAll(async () => {
    await platform?.wipe()
    await bare?.remove()
  })

  const hosts = async () => (await call(platformRoutes.hosts, { query: {} })).items
  const joined = async () => (await hosts()).find((host) => host.labels.region === 'north')
  const onMachine = (command: [string, ...string[]]) => {
    const [program, ...args] = inNamespace(machine.namespace, command)
    const env = {
      PATH: process.env.PATH,
      DOCKER_HOST: `unix://${machine.socket}`,
      HOLDFAST_HOME: machine.home,
      HOLDFAST_DOCKER_SOCKET: machine.socket,
    }
    return run(program, args, { env, timeout: 240_000 })
  }

  it('becomes a host by the one printed line', async () => {
    const offer = await call(platformRoutes.createJoinToken, { body: { labels: { region: 'north' } } })
    line = offer.command ?? ''
    expect(line.split('\n')).toHaveLength(1)
    await onMachine(['sh', '-c', line])
    await expect.poll(async () => (await joined())?.state, patient).toBe('connected')
  })

  it('opens for databases once its images have come from the control plane, which it says until then', async () => {
    await expect.poll(async () => (await joined())?.placement.isOpen, patient).toBe(true)
    const { stdout } = await onMachine(['docker', 'ps', '--format', '{{.Names}}'])
    expect(stdout.trim().split('\n').sort()).toEqual([`${platform.name}-agent`, `${platform.name}-gateway`])
    // What came is not kept beside what was unpacked of it.
    const left = async () => (await run('find', [join(machine.home, 'agent', 'images'), '-type', 'f'])).stdout
    await expect.poll(left, patient).toBe('')
  })

  it('serves a database of its region, whose string leads there', async () => {
    const body = {
      name: 'orders',
      region: 'north',
      size: 'micro',
      storageBytes: 1024 ** 3,
      allowedNetworks: ['0.0.0.0/0'],
    }
    const { operation, database } = await call(databaseRoutes.create, { body })
    expect(database.hostName).toBe((await joined())?.name)
    const state = async () => (await call(operationRoutes.show, { params: { operationId: operation.id } })).state
    await expect.poll(state, patient).toBe('succeeded')
    const { url, direct } = await call(databaseRoutes.reveal, { params: { database: 'orders' } })
    expect(await runPsql(direct.url, 'select 6 * 7')).toBe('42')
    expect(await runPsql(url, 'select 6 * 7')).toBe('42')
  })

  it('cannot be taken twice by the same line', async () => {
    await expect(onMachine(['sh', '-c', line])).rejects.toThrow(/403/)
    expect(await hosts()).toHaveLength(2)
    expect((await joined())?.state).toBe('connected')
  })

  it('keeps no token in any argument, environment or log', async () => {
    const token = (await readFile(join(machine.home, 'agent', 'join-token'), 'utf8')).trim()
    const { stdout } = await onMachine(['docker', 'inspect', `${platform.name}-agent`])
    const logs = await onMachine(['docker', 'logs', `${platform.name}-agent`])
    for (const text of [stdout, logs.stdout, logs.stderr]) expect(text).not.toContain(token)
  })
})
