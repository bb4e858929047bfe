import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { acceptNextCertificate, findHostCertificate } from '../hosts/host-store.ts'
import { turnPagesOfPeers } from '../hosts/peer-store.ts'
import type { AgentIdentity, LinkParts } from './link-parts.ts'

const refuse = (because: string) => new Problem('certificate-refused', { because })

/** The certificate is genuine, so its host can be named. */
export class RevokedCertificate extends Problem<'certificate-revoked'> {
  readonly hostId: HostId
  constructor(hostId: HostId, because: string) {
    super('certificate-revoked', { because })
    this.hostId = hostId
  }
}

/**
 * Whose certificate this connection showed. It must be signed by the agents' intermediate and be the one that the host's row names,
 * or its signed successor, which replaces it with this first use. Throws `certificate-refused`, `certificate-revoked`.
 */
export async function identifyAgent(
  { database, authority }: LinkParts,
  request: IncomingMessage,
): Promise<AgentIdentity> {
  const socket = request.socket
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  if (!(socket instanceof TLSSocket) || !certificate) throw refuse('it showed no certificate')
  if (!socket.authorized) throw refuse(`its certificate is not valid: ${socket.authorizationError}`)
  if (!authority.isSignedBy(certificate, 'agents')) throw refuse('its certificate is not one of an agent')
  const hostId = HostId.safeParse(/^CN=(\S+)$/.exec(certificate.subject)?.[1])
  if (!hostId.success) throw refuse('its certificate names no host')
  const serial = certificate.serialNumber.toLowerCase()
  const address = socket.remoteAddress ?? 'unknown'
  const identity = { hostId: hostId.data, serial, endsAt: new Date(certificate.validTo), address }
  const known = await findHostCertificate(database.read, identity.hostId)
  if (!known) throw new RevokedCertificate(identity.hostId, 'the host is not known here, or was removed')
  if (serial === known.nextSerial)
    await database.transaction(async (tx) => {
      await turnPagesOfPeers(tx, identity.hostId)
      await acceptNextCertificate(tx, identity.hostId, identity)
    })
  else if (serial !== known.serial)
    throw new RevokedCertificate(identity.hostId, 'its certificate has been replaced by a newer one')
  return identity
}
