import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { AgentWorld } from './agent-world.ts'
import { agentImage } from './engine-image.ts'
import { runDocker } from './run-docker.ts'

const run = promisify(execFile)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The production form: what mounting, loop devices and networks need, and nothing else. */
const capabilities = [
  ...['SYS_ADMIN', 'SYS_CHROOT', 'SYS_PTRACE', 'NET_ADMIN', 'DAC_OVERRIDE'],
  ...['CHOWN', 'FOWNER', 'KILL', 'SETUID', 'SETGID'],
]

const bind = (source: string, target = source): string[] => ['--mount', `type=bind,source=${source},target=${target}`]

/** Runs the agent of a world as a container, with today's bundle in the agent image. Gives the container's name. */
export async function runAgentContainer(world: AgentWorld, changes: Record<string, string> = {}): Promise<string> {
  await run(process.execPath, [here('../../build.mjs')])
  const image = await agentImage()
  for (const folder of ['agent', 'run']) await mkdir(world.path(folder), { recursive: true })
  const name = `${world.name}-agent`
  const environment = Object.entries({ ...world.settings, ...changes }).flatMap(([key, value]) => [
    '-e',
    `${key}=${value}`,
  ])
  await runDocker(
    ...['run', '-d', '--name', name, '--init', '--pid', 'host', '--network', 'host', '--read-only'],
    ...['--cap-drop', 'ALL', ...capabilities.flatMap((it) => ['--cap-add', it])],
    ...['no-new-privileges', 'seccomp=unconfined', 'apparmor=unconfined'].flatMap((it) => ['--security-opt', it]),
    ...['b 7:* rwm', 'c 10:237 rwm'].flatMap((it) => ['--device-cgroup-rule', it]),
    ...['/dev', '/var/run/docker.sock', world.path('agent'), world.path('run')].flatMap((it) => bind(it)),
    ...[
      ...bind(world.path('ca.pem')),
      ...bind(world.path('token')),
      ...bind(here('../../dist/agent.mjs'), '/app/agent.mjs'),
    ],
    ...[...environment, image, 'node', '/app/agent.mjs'],
  )
  return name
}
