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
  readonly issue: (names: readonly string[]) => Promise<Identity>
  /** A client's certificate for this login. */
  readonly issueClient: (login: string) => Promise<Identity>
  /** The list of revoked certificates, PEM. */
  readonly revoke: (identities: readonly Identity[]) => Promise<string>
}

export interface Identity {
  readonly certificate: string
  readonly key: string
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
  const issueFor = async (subject: string, extensions: x509.Extension[]) => {
    const own = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const certificate = await x509.X509CertificateGenerator.create({
      subject,
      issuer: root.subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: days(-1),
      notAfter: days(30),
      extensions,
    })
    const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey)
    return { certificate: `${certificate.toString('pem')}\n`, key: pem(key) }
  }
  const issue = (names: readonly string[]) =>
    issueFor('CN=holdfast instance', [
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ])
  const issueClient = (login: string) =>
    issueFor(`CN=${login}`, [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])])
  const revoke = async (identities: readonly Identity[]) => {
    const list = await x509.X509CrlGenerator.create({
      issuer: root.subject,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      thisUpdate: days(-1),
      nextUpdate: days(30),
      entries: identities.map(({ certificate }) => ({
        serialNumber: new x509.X509Certificate(certificate).serialNumber,
        revocationDate: days(-1),
      })),
    })
    return `${list.toString('pem')}\n`
  }
  return { ca: `${root.toString('pem')}\n`, issue, issueClient, revoke }
}
