import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bridgeName, guardTable } from '@holdfast/shared/tenant-bridges'
import Docker from 'dockerode'
import { runInside } from './run-inside.ts'
import type { NamedTrap } from './spring-traps.ts'
import type { Stage } from './stage.ts'

const docker = new Docker()
const run = promisify(execFile)

async function must(container: string, script: string): Promise<void> {
  const { status, said } = await runInside(container, script)
  if (status !== 0) throw new Error(`the weakened container refused: ${said}`)
}

/** SQL of the superuser by the container's own socket, with nothing pinned: what the platform never does. */
const carelessly = (container: string, database: string, sql: string): Promise<void> =>
  must(container, `psql -XqAt -v ON_ERROR_STOP=1 -h /run/postgresql -U postgres -d ${database} <<'SQL'\n${sql}\nSQL`)

const everybodyIsSuperuser = `do $$declare r name; begin
  for r in select rolname from pg_catalog.pg_roles where oid <> 10 and rolname !~ '^pg_' loop
    execute pg_catalog.format('alter role %I superuser login replication', r);
    execute pg_catalog.format('alter role %I set temp_file_limit = -1', r);
    if r not in ('hf_platform', 'hf_keeper') then execute pg_catalog.format('grant hf_platform to %I', r); end if;
  end loop; end$$`

const everybodyIsTrusted =
  'printf "local all all trust\\nhost all all all trust\\nhost replication all all trust\\n" > "$(psql -XAt -h /run/postgresql -U postgres -d holdfast -c "show hba_file")"'

async function weakenEngine(container: string): Promise<void> {
  await carelessly(container, 'holdfast', everybodyIsSuperuser)
  await must(container, everybodyIsTrusted)
  await carelessly(container, 'holdfast', 'select pg_reload_conf()')
}

/** Takes the guard down for good and joins networks that never meet. */
async function weakenNetwork({ platform, container, databaseId, neighbor, control }: Stage): Promise<void> {
  await docker.getContainer(`${platform.name}-agent`).pause()
  await run('nft', ['delete', 'table', 'inet', guardTable(platform.name)])
  for (const network of ['bridge', neighbor.network, control.network])
    await docker.getNetwork(network).connect({ Container: container })
  await run('ip', ['address', 'add', '169.254.169.254/32', 'dev', bridgeName(platform.name, databaseId)])
}

/** The same image with everything that a container can be given. */
async function openShell({ container, neighbor, platform }: Stage): Promise<string> {
  const { Image } = await docker.getContainer(container).inspect()
  const shell = await docker.createContainer({
    name: `${platform.name}-weakened`,
    Image,
    Entrypoint: ['sleep'],
    Cmd: ['infinity'],
    User: '0:0',
    HostConfig: {
      AutoRemove: true,
      // Not `Privileged`: a machine that is a container itself has not every capability to give.
      CapAdd: ['SYS_ADMIN', 'SYSLOG', 'NET_ADMIN', 'SYS_RAWIO'],
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      MaskedPaths: [],
      ReadonlyPaths: [],
      PidMode: 'host',
      NetworkMode: neighbor.network,
      Binds: ['/var/run/docker.sock:/var/run/docker.sock', '/dev:/dev'],
    },
  })
  await shell.start()
  await must(shell.id, 'for f in /sys/fs/cgroup /sys/fs/cgroup/pids; do mount -o remount,rw,bind $f || true; done')
  return shell.id
}

export interface Weakened {
  readonly stage: Stage
  /** Takes away what no wipe of the platform would find, and lets its agent go on. */
  readonly remove: () => Promise<void>
}

/** Makes every mistake that the probes look for: a test of the probes themselves. The platform is good for nothing afterwards. */
export async function weaken(stage: Stage): Promise<Weakened> {
  await weakenEngine(stage.container)
  await weakenEngine(stage.neighbor.containerName)
  const login = decodeURIComponent(new URL(stage.owner.url).username)
  await carelessly(stage.neighbor.containerName, 'holdfast', `create role ${login} superuser login`)
  await weakenNetwork(stage)
  const shell = await openShell(stage)
  const remove = async () => {
    await docker.getContainer(shell).remove({ force: true })
    for (const network of ['bridge', stage.neighbor.network, stage.control.network])
      await docker.getNetwork(network).disconnect({ Container: stage.container, Force: true })
    await docker.getContainer(`${stage.platform.name}-agent`).unpause()
  }
  return { stage: { ...stage, shell }, remove }
}

/** A platform that looks into a tenant's database as superuser, and pins nothing. */
export async function workCarelessly({ container, owner }: Stage, traps: readonly NamedTrap[]): Promise<void> {
  const database = new URL(owner.url).pathname.slice(1)
  for (const { victim } of traps) await carelessly(container, database, victim)
}
