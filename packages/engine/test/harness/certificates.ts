import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
x509.cryptoProvider.set(webcrypto)

const pem = (bytes: ArrayBuffer) =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`

export interface TestAuthority {
  readonly ca: string
  /** A server certificate for these names, with its key. */
  readonly issue: (names: readonly string[]) => Promise<{ certificate: string; key: string }>
}

const days = (count: number) => new Date(Date.now() + count * 24 * 3600 * 1000)

/** A certificate authority of a test's own. */
export async function testAuthority(): Promise<TestAuthority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Holdfast test authority',
    keys,
    signingAlgorithm: algorithm,
    notBefore: days(-1),
    notAfter: days(30),
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  const issue = async (names: readonly string[]) => {
    const own = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const certificate = await x509.X509CertificateGenerator.create({
      subject: 'CN=holdfast instance',
      issuer: root.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: days(-1),
      notAfter: days(30),
      extensions: [
        new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      ],
    })
    const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey)
    return { certificate: `${certificate.toString('pem')}\n`, key: pem(key) }
  }
  return { ca: `${root.toString('pem')}\n`, issue }
}
