import { bareId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { AgentMessage } from '@holdfast/shared/state/link'
import { serverNames } from '../hosts/endpoint-naming.ts'
import { saveNextCertificate } from '../hosts/host-store.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'
import { findInstanceOfHost, isSecretOfHost } from './rights-store.ts'

export type Request = Extract<AgentMessage, { requestId: string }>

/** Answers what an agent may ask for; a host is trusted for the databases it holds and for nothing else. Throws `identity-refused`. */
export async function answerRequest(parts: LinkParts, { hostId }: AgentIdentity, request: Request): Promise<string> {
  const { database, authority, secrets } = parts
  switch (request.say) {
    case 'get-secret': {
      if (!(await isSecretOfHost(database.read, hostId, request.secret.secretId)))
        throw refuse('the secret belongs to no database on this host')
      return secrets.readSecret(database.read, request.secret)
    }
    case 'sign-instance': {
      const databaseId = await findInstanceOfHost(database.read, hostId, request.instanceId)
      if (!databaseId) throw refuse('the instance does not belong on this host')
      const names = serverNames(databaseId, parts)
      return authority.signInstance(request.csr, { commonName: bareId(databaseId), names })
    }
    case 'sign-host': {
      const { chain, serial } = await authority.signHost(request.csr, hostId)
      await saveNextCertificate(database.read, hostId, serial)
      return chain
    }
  }
}

const refuse = (because: string) => new Problem('identity-refused', { because })
