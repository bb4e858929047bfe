import type { Command } from './command.ts'
import { accessCommands } from './nouns/access.ts'
import { connectionCommands } from './nouns/connection.ts'
import { databaseCommands } from './nouns/database.ts'
import { hostCommands } from './nouns/host.ts'
import { operationCommands } from './nouns/operation.ts'
import { trailCommands } from './nouns/trail.ts'

export const commands: readonly Command[] = [
  ...accessCommands,
  ...databaseCommands,
  ...connectionCommands,
  ...operationCommands,
  ...hostCommands,
  ...trailCommands,
]
