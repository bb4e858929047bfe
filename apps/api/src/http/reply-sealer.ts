import { OrganizationId } from '@holdfast/shared/ids'
import type { SealPlace, Secrets } from '../keys/secrets.ts'
import type { ReplySealer } from './idempotency.ts'

/** Seals kept replies with a data key of the organization they belong to: a reply may hold a password. */
export function makeReplySealer(secrets: Secrets): ReplySealer {
  return {
    async seal(request, bytes) {
      const { keyId, sealed } = await secrets.seal(placeOf(request), bytes)
      const name = Buffer.from(keyId)
      return Buffer.concat([Buffer.from([name.length]), name, sealed])
    },
    async unseal(request, kept) {
      const length = kept.readUInt8(0)
      const keyId = kept.subarray(1, 1 + length).toString()
      return secrets.unseal(placeOf(request), { keyId, sealed: kept.subarray(1 + length) })
    },
  }
}

function placeOf({ scope, key }: { scope: string; key: string }): SealPlace {
  const organization = OrganizationId.safeParse(scope)
  return {
    organizationId: organization.success ? organization.data : null,
    databaseId: null,
    purpose: 'replies',
    subject: `${scope}/${key}`,
  }
}
