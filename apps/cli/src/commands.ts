import type { Command } from './command.ts'
import { accountCommands } from './nouns/account.ts'
import { alertCommands } from './nouns/alert.ts'
import { clientCertificateCommands } from './nouns/client-certificate.ts'
import { completionCommands } from './nouns/completion.ts'
import { connectionCommands } from './nouns/connection.ts'
import { databaseCommands } from './nouns/database.ts'
import { extensionCommands } from './nouns/extension.ts'
import { hostCommands } from './nouns/host.ts'
import { invitationCommands } from './nouns/invitation.ts'
import { logicalDatabaseCommands } from './nouns/logical-database.ts'
import { memberCommands } from './nouns/member.ts'
import { metricsCommands } from './nouns/metrics.ts'
import { networkCommands } from './nouns/network.ts'
import { operationCommands } from './nouns/operation.ts'
import { organizationCommands } from './nouns/organization.ts'
import { personCommands } from './nouns/person.ts'
import { profileCommands } from './nouns/profile.ts'
import { quotaCommands } from './nouns/quota.ts'
import { roleCommands } from './nouns/role.ts'
import { signInCommands } from './nouns/sign-in.ts'
import { tokenCommands } from './nouns/token.ts'
import { trailCommands } from './nouns/trail.ts'
import { webhookCommands } from './nouns/webhook.ts'

export const commands: readonly Command[] = [
  ...signInCommands,
  ...profileCommands,
  ...organizationCommands,
  ...quotaCommands,
  ...tokenCommands,
  ...memberCommands,
  ...invitationCommands,
  ...accountCommands,
  ...personCommands,
  ...databaseCommands,
  ...connectionCommands,
  ...roleCommands,
  ...logicalDatabaseCommands,
  ...extensionCommands,
  ...clientCertificateCommands,
  ...networkCommands,
  ...metricsCommands,
  ...operationCommands,
  ...hostCommands,
  ...alertCommands,
  ...webhookCommands,
  ...trailCommands,
  ...completionCommands(() => commands),
]
