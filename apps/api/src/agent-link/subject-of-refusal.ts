import { RefusedToken } from '../hosts/join-tokens.ts'
import { RevokedCertificate } from './identify-agent.ts'
import type { RefusedSubject } from './refusals.ts'

/** Whom the door has turned away with this error, as far as what was shown proves it. */
export function subjectOfRefusal(error: unknown): RefusedSubject {
  if (error instanceof RevokedCertificate) return error.hostId
  return error instanceof RefusedToken ? error.subject : 'strangers'
}
