import type { Command } from './command.ts'
import { accessCommands } from './nouns/access.ts'
import { alertCommands } from './nouns/alert.ts'
import { connectionCommands } from './nouns/connection.ts'
import { databaseCommands } from './nouns/database.ts'
import { hostCommands } from './nouns/host.ts'
import { invitationCommands } from './nouns/invitation.ts'
import { memberCommands } from './nouns/member.ts'
import { operationCommands } from './nouns/operation.ts'
import { personCommands } from './nouns/person.ts'
import { trailCommands } from './nouns/trail.ts'
import { webhookCommands } from './nouns/webhook.ts'

export const commands: readonly Command[] = [
  ...accessCommands,
  ...memberCommands,
  ...invitationCommands,
  ...personCommands,
  ...databaseCommands,
  ...connectionCommands,
  ...operationCommands,
  ...hostCommands,
  ...alertCommands,
  ...webhookCommands,
  ...trailCommands,
]
