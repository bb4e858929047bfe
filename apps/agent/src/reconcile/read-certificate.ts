import { createHash, X509Certificate } from 'node:crypto'
import { renewalMoment } from '../link/identity.ts'
import { readCertificateNames } from './certificate-names.ts'
import type { SeenCertificate } from './observation.ts'

export const certificateHash = (pem: string): string => createHash('sha256').update(pem).digest('hex')

export function readCertificate(pem: string | undefined): SeenCertificate | null {
  if (pem === undefined) return null
  try {
    const names = readCertificateNames(new X509Certificate(pem).subjectAltName)
    return { hash: certificateHash(pem), names, renewAt: renewalMoment(pem) }
  } catch {
    return null
  }
}
