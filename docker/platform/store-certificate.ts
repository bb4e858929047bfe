import { webcrypto } from 'node:crypto'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

const DAY_MS = 24 * 60 * 60 * 1000
const LIFE_DAYS = 825
const RENEW_BEFORE_DAYS = 60
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export interface StoreCertificate {
  ca: string
  certificate: string
  key: string
}

/** Whether a certificate still serves `host` long enough not to be renewed at this start. */
export const isFresh = (certificate: string, host: string, now: Date): boolean => {
  try {
    const parsed = new x509.X509Certificate(certificate)
    const names = parsed.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON() ?? []
    const daysLeft = (parsed.notAfter.getTime() - now.getTime()) / DAY_MS
    return daysLeft > RENEW_BEFORE_DAYS && names.some((name) => name.type === 'dns' && name.value === host)
  } catch {
    return false
  }
}

const pem = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${der.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`
}

/**
 * A certificate for the control plane's own store, under an authority that exists only for it: its key is forgotten
 * here, so nothing else can ever be signed. The platform's CA cannot do this: it lives in the store.
 */
export const makeStoreCertificate = async (host: string, now: Date): Promise<StoreCertificate> => {
  const make = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const [authority, server] = [await make(), await make()]
  const life = { notBefore: new Date(now.getTime() - DAY_MS), notAfter: new Date(now.getTime() + LIFE_DAYS * DAY_MS) }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...life,
    name: 'CN=Holdfast control-plane store',
    keys: authority,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  const certificate = await x509.X509CertificateGenerator.create({
    ...life,
    subject: `CN=${host}`,
    issuer: ca.subject,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  })
  return {
    ca: `${ca.toString('pem')}\n`,
    certificate: `${certificate.toString('pem')}\n`,
    key: await pem(server.privateKey),
  }
}
