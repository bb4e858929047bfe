import type { Figure, PoolerSeries } from '@holdfast/shared/metrics/series'
import type { z } from 'zod'
import type { EngineSetting } from './engine-setting.ts'

/** What a family can do. Everyone outside the family asks these, never its name. */
export interface Abilities {
  /** A tenant has roles and several logical databases inside one instance. */
  readonly logicalDatabases: boolean
  readonly replication: boolean
  readonly pooling: boolean
  readonly backup: boolean
  readonly pointInTimeRestore: boolean
  readonly extensions: boolean
}

/** Where a client connects, as a connection string names it. */
export interface ConnectionTarget {
  readonly host: string
  /** Further hosts with the same port, for drivers that know lists. */
  readonly otherHosts?: readonly string[]
  readonly port: number
  readonly database: string
  readonly login: string
  /** Absent where the string is shown without its secret. */
  readonly password?: string
  /** Absolute path of the platform's CA on the client's machine. */
  readonly caFile: string
}

/** The names inside the engine, derived from the database's name in the API. */
export interface EngineNames {
  readonly database: string
  readonly ownerRole: string
  /** A login comes as a pair, so that rotating one cuts nobody. */
  readonly logins: readonly [string, string]
}

/** What the agent knows when it builds an instance's container. Paths are on the host. */
export interface ContainerInput {
  /** Docker's content-addressed image id, from a signed release manifest. */
  readonly image: string
  readonly cpus: number
  readonly memoryBytes: number
  /** HA's `<volume>`: becomes /volume. */
  readonly volumePath: string
  /** Folder of the control socket: becomes /control. */
  readonly controlPath: string
  readonly labels: Readonly<Record<string, string>>
}

export interface BindMount {
  readonly source: string
  readonly target: string
  readonly isReadOnly: boolean
}

export interface Tmpfs {
  readonly target: string
  readonly sizeBytes: number
  /** Octal, as mount takes it: `0750`. */
  readonly mode: string
  readonly uid: number
  readonly gid: number
}

/**
 * One instance's container, in no container engine's dialect. Holds for every family and is therefore not a field:
 * read-only root, no capabilities, no-new-privileges, restart policy `no`, swap equal to memory, tmpfs noexec,nosuid,nodev.
 */
export interface ContainerSpec {
  readonly image: string
  /** The whole argument array, its first element the program; replaces the image's entrypoint. */
  readonly command: readonly string[]
  readonly user: string
  readonly environment: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly mounts: readonly BindMount[]
  readonly tmpfs: readonly Tmpfs[]
  readonly limits: {
    readonly cpus: number
    readonly memoryBytes: number
    readonly pids: number
    readonly sharedMemoryBytes: number
  }
  readonly stopSignal: string
  readonly stopGraceSeconds: number
  readonly log: { readonly maxBytes: number; readonly maxFiles: number }
}

/** A row of a pooler's answer: values by the names of their columns. */
export type PoolerRow = Readonly<Record<string, string>>

/** What the agent knows when it builds a pooler's container. Paths are on the host. */
export interface PoolerContainerInput {
  readonly image: string
  /** Folder of its configuration: becomes /conf, read-only. */
  readonly configurationPath: string
  /** Folder of its administration socket: becomes /control. */
  readonly controlPath: string
  readonly labels: Readonly<Record<string, string>>
}

export interface PoolerFilesInput {
  /** The name by which the pooler's network finds the instance; the instance's certificate carries it. */
  readonly instanceHost: string
  readonly instancePort: number
  /** What the size takes directly; the pooler's own ceilings follow from it. */
  readonly connectionLimit: number
  /** Of the instance. */
  readonly memoryBytes: number
  /** Of the pooler's own login. */
  readonly password: string
}

/**
 * Many clients over few sessions: a program of the engine's image in a container of its own beside the instance. The container
 * runs as long as the instance; the program only while somebody uses it, started inside by the first connection.
 */
export interface PoolerDescriptor {
  /** The pooler's own role inside the engine. */
  readonly login: string
  /** Where it listens inside its container. */
  readonly port: number
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly container: (input: PoolerContainerInput) => ContainerSpec
  /** Text of each file that it reads, by name; `server.crt`, `server.key` and `ca.crt` (PEM) are written beside them. */
  readonly files: (input: PoolerFilesInput) => Readonly<Record<string, string>>
  /** Clients that a size's pooled endpoint takes. */
  readonly clientLimit: (connectionLimit: number) => number
  /** Ends the pooler's process unless it has a client; the container stays and starts another for the next client. */
  readonly restSignal: string
  /** How the agent gives it orders: a socket in the control folder, there while the pooler's process runs, and who speaks there. */
  readonly administration: { readonly socket: string; readonly login: string; readonly database: string }
  /** What is asked there for figures, and what the answers' rows mean, in the order of the questions. */
  readonly figures: {
    readonly questions: readonly string[]
    readonly read: (answers: readonly (readonly PoolerRow[])[]) => Figure<PoolerSeries>[]
  }
}

/** What the agent prepares on a new volume before the first start. Folders belong to `owner`, mode 0700. */
export interface VolumeLayout {
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly folders: readonly string[]
}

export interface Extension {
  readonly name: string
  /** `trusted`: whoever owns the database may install it. `on-request`: the platform installs it. `never`: nobody does. */
  readonly verdict: 'trusted' | 'on-request' | 'never'
  /** Whether it can be had here and now. */
  readonly isOffered: boolean
  /** Why the verdict is what it is, in one sentence. */
  readonly because: string
  /** What it is good for, in one sentence. */
  readonly about: string
}

/** What can be wished inside an engine beside the first database and its owner. */
export interface AccessDescriptor {
  /** The pair of logins of a further role. */
  readonly logins: (role: string) => readonly [string, string]
  /** The role that owns a further logical database. */
  readonly owner: (database: string) => string
  readonly roleRule: z.ZodString
  readonly databaseRule: z.ZodString
  readonly extensions: readonly Extension[]
}

/** Everything api, agent and console know about an engine. Pure: no engine code, no client library behind it. */
export interface EngineDescriptor {
  readonly family: string
  readonly displayName: string
  /** Major versions, newest first. */
  readonly versions: readonly string[]
  readonly defaultVersion: string
  readonly abilities: Abilities
  /** Where the engine listens inside its container. */
  readonly port: number
  /** Exit status of the container when another one holds the volume. */
  readonly volumeHeldExitCode: number
  /** Rule for a database's name in the API. */
  readonly nameRule: z.ZodString
  readonly names: (databaseName: string) => EngineNames
  readonly connectionUrl: (target: ConnectionTarget) => string
  /** What a tenant may set, with its bounds. */
  readonly settings: readonly EngineSetting[]
  readonly volume: VolumeLayout
  readonly container: (input: ContainerInput) => ContainerSpec
  /** Null where the family has none: then `abilities.pooling` is false. */
  readonly pooler: PoolerDescriptor | null
  /** Null where nothing of the kind can be wished. */
  readonly access: AccessDescriptor | null
}
