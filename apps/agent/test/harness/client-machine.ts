import { execFile } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Another machine, as far as the network goes: a namespace of its own beside this host. */
export interface ClientMachine {
  /** Its own address. */
  readonly address: string
  /** This host's address, as it is seen from there. */
  readonly hostAddress: string
  /** Runs a program there; gives what it said and whether it succeeded. */
  run(
    program: string,
    args: readonly string[],
    environment?: Record<string, string>,
  ): Promise<{ code: number; text: string }>
  remove(): Promise<void>
}

export async function makeClientMachine(): Promise<ClientMachine> {
  const name = `cl-${randomBytes(3).toString('hex')}`
  const block = `10.210.${randomInt(256)}.${randomInt(64) * 4}`
  const [first = '', last] = [block.replace(/\.\d+$/, ''), Number(block.split('.')[3])]
  const hostAddress = `${first}.${Number(last) + 1}`
  const address = `${first}.${Number(last) + 2}`
  await run('ip', ['netns', 'add', name])
  await run('ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name])
  await run('ip', ['addr', 'add', `${hostAddress}/30`, 'dev', name])
  await run('ip', ['link', 'set', name, 'up'])
  await run('ip', ['-n', name, 'addr', 'add', `${address}/30`, 'dev', 'eth0'])
  for (const link of ['lo', 'eth0']) await run('ip', ['-n', name, 'link', 'set', link, 'up'])
  await run('ip', ['-n', name, 'route', 'add', 'default', 'via', hostAddress])
  return {
    address,
    hostAddress,
    run: (program, args, environment = {}) =>
      run('ip', ['netns', 'exec', name, program, ...args], {
        env: { ...process.env, ...environment },
        timeout: 30_000,
      }).then(
        ({ stdout, stderr }) => ({ code: 0, text: `${stdout}${stderr}`.trim() }),
        (error: Error & { stderr?: string }) => ({ code: 1, text: error.stderr || error.message }),
      ),
    async remove() {
      await run('ip', ['netns', 'del', name])
      // Its other end goes with the namespace, a little later.
      await run('ip', ['link', 'del', name]).catch(() => undefined)
    },
  }
}
