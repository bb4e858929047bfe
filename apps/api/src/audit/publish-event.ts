import type { StreamEvent } from '@holdfast/shared/contract/platform-routes'
import { newId, type OrganizationId } from '@holdfast/shared/ids'
import type { z } from 'zod'
import type { Tx } from '../platform/database/database.ts'

export interface PublishedEvent {
  organizationId: OrganizationId
  topic: z.infer<typeof StreamEvent>['topic']
  /** Id of what the view shows. */
  subject: string
  /** Grows with every change of the subject. */
  version: number
  /** The whole view as the routes give it; null when the subject is gone. */
  view: object | null
}

/** Adds one event to the outbox, in the transaction of the change; the stream carries it as soon as the sequencer has numbered it. */
export async function publishEvent(tx: Tx, event: PublishedEvent): Promise<void> {
  // Raw, because Prisma tells JSON's null and SQL's apart by values that stores alone may import.
  await tx.$executeRaw`
    INSERT INTO "outbox_event" ("id", "organization_id", "topic", "subject", "version", "view")
    VALUES (${newId('ev')}, ${event.organizationId}, ${event.topic}, ${event.subject}, ${event.version},
      ${JSON.stringify(event.view)}::jsonb)`
}
