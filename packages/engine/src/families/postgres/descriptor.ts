import { z } from 'zod'
import type { EngineDescriptor } from '../../engine-family.ts'
import { logicalDatabaseName, loginPair, ownerOf, roleName } from './access-names.ts'
import { connectionUrl } from './connection-url.ts'
import { container, owner, volumeHeldExitCode } from './container.ts'
import { extensions } from './extensions.ts'
import { names } from './names.ts'
import { pooledClientLimit } from './pooler/pool-size.ts'
import { poolerContainer, poolerOwner } from './pooler/pooler-container.ts'
import { poolerFigures } from './pooler/pooler-figures.ts'
import { administrationSocket, adminLogin, poolerFiles, poolerLogin, poolerPort } from './pooler/pooler-files.ts'
import { settings } from './settings.ts'

export const postgres = {
  family: 'postgres',
  displayName: 'PostgreSQL',
  versions: ['17'],
  defaultVersion: '17',
  abilities: {
    logicalDatabases: true,
    replication: false,
    pooling: true,
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
  pooler: {
    login: poolerLogin,
    port: poolerPort,
    owner: poolerOwner,
    container: poolerContainer,
    files: poolerFiles,
    clientLimit: pooledClientLimit,
    restSignal: 'SIGHUP',
    administration: { socket: administrationSocket, login: adminLogin, database: 'pgbouncer' },
    figures: poolerFigures,
  },
  access: {
    logins: loginPair,
    owner: ownerOf,
    roleRule: z.string().regex(roleName.pattern, roleName.rule),
    databaseRule: z.string().regex(logicalDatabaseName.pattern, logicalDatabaseName.rule),
    extensions,
  },
} as const satisfies EngineDescriptor
