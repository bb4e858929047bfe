import type { ContainerSpec } from '@holdfast/engine'
import type { ContainerCreateOptions } from 'dockerode'

/** The specification in Docker's words, with the port published on loopback for the test's own clients. */
export function containerOptions(spec: ContainerSpec, port: number): ContainerCreateOptions {
  const [program = '', ...args] = spec.command
  return {
    Image: spec.image,
    Entrypoint: [program],
    Cmd: args,
    User: spec.user,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    StopSignal: spec.stopSignal,
    ExposedPorts: { [`${port}/tcp`]: {} },
    HostConfig: {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '0' }] },
      Mounts: spec.mounts.map((mount) => ({
        Type: 'bind',
        Source: mount.source,
        Target: mount.target,
        ReadOnly: mount.isReadOnly,
      })),
      Tmpfs: Object.fromEntries(
        spec.tmpfs.map(({ target, sizeBytes, mode, uid, gid }) => [
          target,
          `rw,noexec,nosuid,nodev,size=${sizeBytes},mode=${mode},uid=${uid},gid=${gid}`,
        ]),
      ),
      NanoCpus: spec.limits.cpus * 1e9,
      Memory: spec.limits.memoryBytes,
      MemorySwap: spec.limits.memoryBytes,
      PidsLimit: spec.limits.pids,
      ShmSize: spec.limits.sharedMemoryBytes,
    },
  }
}
