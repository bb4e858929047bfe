import { z } from 'zod'
import type { EngineDescriptor } from '../../engine-family.ts'
import { connectionUrl } from './connection-url.ts'
import { container, owner, volumeHeldExitCode } from './container.ts'
import { names } from './names.ts'
import { settings } from './settings.ts'

export const postgres = {
  family: 'postgres',
  displayName: 'PostgreSQL',
  versions: ['17'],
  defaultVersion: '17',
  abilities: {
    logicalDatabases: true,
    replication: false,
    pooling: false,
    backup: false,
    pointInTimeRestore: false,
    extensions: true,
  },
  port: 5432,
  volumeHeldExitCode,
  nameRule: z
    .string()
    .regex(
      /^[a-z][a-z0-9_-]{0,62}$/,
      'a name begins with a letter and has up to 63 lower-case letters, digits, dashes and underscores',
    ),
  names,
  connectionUrl,
  settings,
  volume: { owner, folders: ['conf', 'ha', 'run'] },
  container,
} as const satisfies EngineDescriptor
