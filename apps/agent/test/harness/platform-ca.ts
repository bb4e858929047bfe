import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const day = 86_400_000

export interface PlatformCa {
  readonly pem: string
  /** Signs a request for `days`; its subject and names are taken as asked unless a common name is given. */
  sign(csr: string, wishes?: { commonName?: string; days?: number }): Promise<string>
  /** An agent's client certificate with its intermediate, which signs nothing else. */
  signAgent(csr: string, wishes: { commonName: string; days: number }): Promise<string>
  /** A certificate with its key for a TLS server on loopback. */
  serverCertificate(): Promise<{ key: string; cert: string }>
}

/** A certificate authority of its own for one test. */
export async function makePlatformCa(): Promise<PlatformCa> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test platform CA',
    keys,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })

  const signAgent = await makeAgentSigner(ca, keys.privateKey)

  interface Subject {
    publicKey: x509.PublicKeyType
    subject: string
    names: { type: 'dns' | 'ip'; value: string }[]
    days: number
  }

  const issue = ({ publicKey, subject, names, days }: Subject) =>
    x509.X509CertificateGenerator.create({
      subject,
      issuer: ca.subject,
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + days * day),
      extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
    })

  return {
    pem: ca.toString('pem'),
    async sign(csr, { commonName, days = 90 } = {}) {
      const request = new x509.Pkcs10CertificateRequest(csr)
      if (!(await request.verify())) throw new Error('the request is not signed with its own key')
      const extension = request.extensions.find((it) => it instanceof x509.SubjectAlternativeNameExtension)
      const names = (extension?.names.items ?? []).map(({ type, value }) => ({ type: type as 'dns' | 'ip', value }))
      const subject = commonName === undefined ? request.subject : `CN=${commonName}`
      return (await issue({ publicKey: request.publicKey, subject, names, days })).toString('pem')
    },
    signAgent,
    async serverCertificate() {
      const own: webcrypto.CryptoKeyPair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const names = [
        { type: 'ip' as const, value: '127.0.0.1' },
        { type: 'dns' as const, value: 'localhost' },
      ]
      const certificate = await issue({ publicKey: own.publicKey, subject: 'CN=api', names, days: 2 })
      const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY')
      return { key, cert: `${certificate.toString('pem')}\n${ca.toString('pem')}\n` }
    },
  }
}

/** The agents' intermediate and what it signs, for callers only, as in the real one. */
async function makeAgentSigner(ca: x509.X509Certificate, caKey: webcrypto.CryptoKey): Promise<PlatformCa['signAgent']> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const clientOnly = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])
  const agents = await x509.X509CertificateGenerator.create({
    subject: 'CN=Test platform agents',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 30 * day),
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), clientOnly],
  })
  return async (csr, { commonName, days }) => {
    const request = new x509.Pkcs10CertificateRequest(csr)
    if (!(await request.verify())) throw new Error('the request is not signed with its own key')
    const end = Date.now() + days * day
    const leaf = await x509.X509CertificateGenerator.create({
      subject: `CN=${commonName}`,
      issuer: agents.subject,
      publicKey: request.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Math.min(Date.now(), end) - 60_000),
      notAfter: new Date(end),
      extensions: [clientOnly],
    })
    return `${leaf.toString('pem')}\n${agents.toString('pem')}\n`
  }
}
