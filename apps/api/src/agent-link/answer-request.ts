import { bareId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { AgentMessage } from '@holdfast/shared/state/link'
import { serverNames } from '../hosts/endpoint-naming.ts'
import { saveNextCertificate } from '../hosts/host-store.ts'
import { turnPagesOfPeers } from '../hosts/peer-store.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'
import { findWantedInstance, listHostsOfSecret } from './rights-store.ts'

export type Request = Extract<AgentMessage, { requestId: string }>

/**
 * Answers what an agent may ask for; a host is trusted for the databases it holds and for nothing else. Throws
 * `subject-of-another-host`, `not-found`, `identity-refused`.
 */
export async function answerRequest(parts: LinkParts, { hostId }: AgentIdentity, request: Request): Promise<string> {
  const { database, authority, secrets } = parts
  switch (request.say) {
    case 'get-secret': {
      const hosts: readonly string[] = await listHostsOfSecret(database.read, request.secret.secretId)
      if (hosts.length === 0) throw new Problem('not-found', { subject: 'the secret' })
      if (!hosts.includes(hostId)) throw refuse('the secret belongs to no database on this host')
      return secrets.readSecret(database.read, request.secret)
    }
    case 'sign-instance': {
      const found = await findWantedInstance(database.read, request.instanceId)
      if (!found) throw new Problem('not-found', { subject: 'the instance' })
      if (found.hostId !== hostId) throw refuse('the instance does not belong on this host')
      const names = serverNames(found.databaseId, parts)
      return authority.signInstance(request.csr, { commonName: bareId(found.databaseId), names })
    }
    case 'metrics':
      return parts.metrics.take(hostId, Buffer.from(request.block, 'base64'))
    case 'sign-host': {
      const { chain, serial } = await authority.signHost(request.csr, hostId)
      await database.transaction(async (tx) => {
        // Its peers must know the new one before it is shown to them.
        await turnPagesOfPeers(tx, hostId)
        await saveNextCertificate(tx, hostId, serial)
      })
      return chain
    }
  }
}

const refuse = (because: string) => new Problem('subject-of-another-host', { because })
