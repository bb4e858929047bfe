import type { Place, Probe } from '../probe.ts'
import type { Stage } from '../stage.ts'

const noWayOut = 'the network of a database is internal: it has no route but to its own bridge'
const guarded = 'the guard drops what a tenant’s container opens to its host'

const dial = (name: string, tries: (stage: Stage) => Place, because: string): Probe => ({
  name,
  kind: 'dial',
  tries,
  because,
})

const program = (name: string, script: string, because: string): Probe => ({
  name,
  kind: 'program',
  tries: () => script,
  because,
})

const noCapability = 'the container has no capability and may gain none'
const masked = 'Docker masks it, and the engine’s user is not root'

/** Where a tenant would come if its own code ran in its container already. */
export const surroundingProbes: readonly Probe[] = [
  dial('dials the host by its bridge', ({ bait }) => ({ host: bait.bridge, port: bait.port }), guarded),
  dial('dials the host by its link-local address', ({ bait }) => ({ host: bait.linkLocal, port: bait.port }), guarded),
  dial('dials the host by its own address', ({ bait }) => ({ host: bait.own, port: bait.port }), noWayOut),
  dial('dials the cloud’s metadata', ({ bait }) => ({ host: '169.254.169.254', port: bait.port }), noWayOut),
  dial('dials the neighbor’s engine', ({ neighbor }) => ({ host: neighbor.address, port: 5432 }), noWayOut),
  dial('dials the control plane’s store', ({ control }) => ({ host: control.store, port: 5432 }), noWayOut),
  dial('dials the alarm clock', ({ control }) => ({ host: control.clock, port: 6379 }), noWayOut),
  dial('dials the api', ({ control }) => ({ host: control.api, port: control.apiPort }), noWayOut),
  dial('dials the agents’ link', ({ control }) => ({ host: control.api, port: control.linkPort }), noWayOut),
  {
    name: 'finds the neighbor by name',
    kind: 'program',
    tries: ({ neighbor }) => `getent hosts ${neighbor.containerName}`,
    because: 'containers of different databases share no network',
  },
  program(
    'finds a socket of Docker, the agent or the gateway',
    'find / -xdev -type s ! -path "/control/*" ! -path "/run/postgresql/*" 2>/dev/null | grep .; test -S /var/run/docker.sock -o -S /run/docker.sock',
    'none is mounted but its own control socket',
  ),
  program('has capabilities', 'grep -Eq "^Cap(Eff|Prm|Bnd):.*[1-9a-f]" /proc/self/status', noCapability),
  program('may gain privileges', 'grep -q "^NoNewPrivs:.*0" /proc/self/status', noCapability),
  program('is not filtered in its system calls', 'grep -q "^Seccomp:.*0" /proc/self/status', 'Docker’s filter is on'),
  program('mounts something', 'mkdir -p /tmp/probe && mount -t tmpfs none /tmp/probe', noCapability),
  program(
    'makes a namespace of its own',
    'unshare -Urm true || unshare -m true',
    'the filter refuses it without the capability',
  ),
  program('changes the image', 'touch /opt/holdfast/probe', 'the root of the container is read-only'),
  program(
    'changes how the kernel dumps cores',
    'v=$(cat /proc/sys/kernel/core_pattern); echo "$v" > /proc/sys/kernel/core_pattern',
    masked,
  ),
  program('presses the kernel’s keys', 'test -w /proc/sysrq-trigger', masked),
  program('reads the kernel’s memory', 'test -r /proc/kcore && head -c 4 /proc/kcore | grep -q ELF', masked),
  program('reads the kernel’s log', 'dmesg | grep -q . || head -c 1 /dev/kmsg', masked),
  program(
    'sees disks of the host',
    'ls /dev/loop* /dev/sd* /dev/vd* /dev/nvme* 2>/dev/null | grep -q .',
    'it is given no device',
  ),
  program(
    'sees processes of others',
    'cat /proc/[0-9]*/comm 2>/dev/null | grep -qx dockerd',
    'it has process numbers of its own',
  ),
  program(
    'lifts its limit of processes',
    'for f in $(find /sys/fs/cgroup -maxdepth 2 -name pids.max 2>/dev/null); do test -w $f && exit 0; done; exit 1',
    'the tree of control groups is read-only',
  ),
  program(
    'forks without end',
    'cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null | grep -qx max || test -z "$(cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null)"',
    'processes of a container are counted and limited',
  ),
]
