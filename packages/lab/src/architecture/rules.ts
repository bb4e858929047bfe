/** What one room may do beyond the laws that hold everywhere (`laws.ts`). Patterns are globs from the repository's root. */
export type RoomRules = {
  /** Workspace packages whose doors this room may use: `['@holdfast/shared']`. Tests may use every one. */
  rooms: readonly string[]
  /** Files outside the room that its source may import all the same, from the repository's root: `['prisma/migrate.ts']`. */
  doors?: readonly string[]
  /** When given, the only outside packages that this room's source may import (`node:` modules are always allowed). */
  packages?: readonly string[]
  /** Folder below `src/` → folders below `src/` that it must not import: `{ databases: ['http', 'operations'] }`. `*` is every other top folder. */
  folders?: Readonly<Record<string, readonly string[]>>
  /** Files, besides `config.ts`, that may read the environment: programs that hand it on to a child. */
  environment?: readonly string[]
  /** Files, besides the engine families and the catalogue, that may name an engine family. */
  engineNames?: readonly string[]
}

/** One law: looks at one file and says what breaks it, each time with a place. */
export type Finding = { line: number; because: string }

export const ceilings = { fileLines: 400, functionLines: 60, parameters: 3 } as const

/** Outside packages that only some files may import. */
export const reservedPackages: readonly { packages: RegExp; files: readonly string[] }[] = [
  {
    packages: /^(@prisma\/|prisma$)|generated\/prisma/,
    files: ['apps/api/src/platform/database/**', '**/*-store.ts', 'prisma/**', 'prisma.config.ts'],
  },
  { packages: /^bullmq$/, files: ['**/alarm-clock.ts', 'apps/api/src/schedules/**'] },
  { packages: /^dockerode$/, files: ['apps/agent/src/docker/**', 'docker/**', 'packages/lab/src/**'] },
]

/** Where an engine family may be named; everybody else asks abilities. */
export const engineNameFiles: readonly string[] = [
  'packages/engine/src/families/**',
  'packages/engine/src/catalogue.ts',
  'packages/lab/**',
]

/** Words that say nothing about what a file holds. */
export const bannedWords: readonly string[] = [
  'service',
  'services',
  'handler',
  'handlers',
  'helper',
  'helpers',
  'util',
  'utils',
  'common',
  'impl',
  'info',
  'job',
  'jobs',
]
