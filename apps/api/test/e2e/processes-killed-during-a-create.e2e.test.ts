import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { runPsql } from '@holdfast/lab/platform/run-psql'
import { startThrowawayPlatform, type ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)

/** Docker restarts what died, but not what was stopped on purpose: so the process is killed, not the container. */
async function killProcessOf(container: string): Promise<void> {
  const { stdout } = await run('docker', ['inspect', '--format', '{{.State.Pid}}', container])
  const pid = Number(stdout.trim())
  // 0 is said of a container that is not up, and would be our own process group.
  if (!(pid > 1)) throw new Error(`${container} has no process to kill`)
  process.kill(pid, 'SIGKILL')
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a create goes on', () => {
  let platform: ThrowawayPlatform
  let token = ''

  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(platform.url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        'idempotency-key': `${method} ${path} ${JSON.stringify(body)}`.slice(0, 200).replace(/[^\x21-\x7e]/g, '-'),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  /** The api is away for a moment: a refused or broken connection says so, and the question is asked again. */
  const ended = async (operationId: string) => {
    const read = () => ask('GET', `/v1/operations/${operationId}`).catch(() => undefined)
    const isEnded = async () => {
      const answer = await read()
      return answer?.status === 200 && answer.body.state !== 'running'
    }
    await expect.poll(isEnded, { timeout: 150_000 }).toBe(true)
    return (await read())?.body
  }

  beforeAll(async () => {
    platform = await startThrowawayPlatform()
    const person = { email: 'dana@example.com', password: 'correct horse battery', setupCode: platform.setupCode }
    const { body } = await ask('POST', '/v1/sign-up', person)
    token = body.accessToken
    // A session's proof ends after ten minutes; a busy machine may need longer.
    token = (await ask('POST', '/v1/tokens', { name: 'creates' })).body.value
  })
  afterAll(() => platform?.wipe())

  it.each([
    ['api', 0],
    ['api', 150],
    ['api', 400],
    ['agent', 150],
    ['agent', 500],
    ['clock', 50],
    ['store', 200],
  ])('when the process of the %s is killed %i ms after the request', async (part, after) => {
    const name = `${part}-${after}`
    const created = await ask('POST', '/v1/databases', { name, size: 'micro', storageBytes: 1024 ** 3 })
    expect(created.status).toBe(202)
    await pause(after)
    await killProcessOf(`${platform.name}-${part}`)
    const operation = await ended(created.body.operation.id)
    expect(operation).toMatchObject({ state: 'succeeded', problem: null })
    const { body: connection } = await ask('POST', `/v1/databases/${name}/connection/reveal`)
    expect(await runPsql(connection.url, 'select 1')).toBe('1')
  })
})
