import type { ContainerSpec } from '@holdfast/engine'
import type { ContainerCreateOptions } from 'dockerode'

/**
 * An instance's container in Docker's words. A closed list: whatever the specification asks for, the root is read-only,
 * no capability stays, no privilege can be gained, and nothing of the host is there but the two given folders.
 */
export function containerOptions(
  spec: ContainerSpec,
  { network, aliases }: { readonly network: string; readonly aliases: readonly string[] },
): ContainerCreateOptions {
  const [program, ...args] = spec.command
  if (program === undefined) throw new Error('a container without a program cannot run')
  const { limits } = spec
  return {
    Image: spec.image,
    Entrypoint: [program],
    Cmd: args,
    User: spec.user,
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    StopSignal: spec.stopSignal,
    StopTimeout: spec.stopGraceSeconds,
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [...aliases] } } },
    HostConfig: {
      NetworkMode: network,
      ReadonlyRootfs: true,
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: 'no' },
      Mounts: spec.mounts.map(({ source, target, isReadOnly }) => ({
        Type: 'bind',
        Source: source,
        Target: target,
        ReadOnly: isReadOnly,
      })),
      Tmpfs: Object.fromEntries(
        spec.tmpfs.map(({ target, sizeBytes, mode, uid, gid }) => [
          target,
          `rw,noexec,nosuid,nodev,size=${sizeBytes},mode=${mode},uid=${uid},gid=${gid}`,
        ]),
      ),
      NanoCpus: Math.round(limits.cpus * 1e9),
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.pids,
      ShmSize: limits.sharedMemoryBytes,
      LogConfig: {
        Type: 'json-file',
        Config: { 'max-size': String(spec.log.maxBytes), 'max-file': String(spec.log.maxFiles) },
      },
    },
  }
}
