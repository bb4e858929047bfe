// The X.509 library needs the metadata polyfill before it loads.
import 'reflect-metadata'
import { createHash, createPrivateKey, createPublicKey, randomBytes, verify, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  PublicKey,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509'

type Key = webcrypto.CryptoKey
type KeyPair = webcrypto.CryptoKeyPair

/** A certificate with the private key that signs under it. */
export interface Signer {
  readonly certificate: string
  readonly key: Key
}

export interface Issued {
  /** PEM of the certificate alone. */
  readonly certificate: string
  /** Serial number in lower-case hex, as TLS shows it without leading zeros removed. */
  readonly serial: string
  readonly endsAt: Date
}

/** What a leaf certificate may be used for: to be connected to, or to connect. */
export type Usage = 'server' | 'client'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const
const day = 24 * 3600 * 1000
const rootDays = 20 * 365
const intermediateDays = 10 * 365
/** Certificates are valid a little before their making, because clocks of hosts differ. */
const clockSkew = 5 * 60 * 1000

const usageId: Record<Usage, ExtendedKeyUsage> = {
  server: ExtendedKeyUsage.serverAuth,
  client: ExtendedKeyUsage.clientAuth,
}

export const newKeyPair = async (): Promise<KeyPair> =>
  (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as KeyPair

export const exportKey = async (key: Key): Promise<Buffer> =>
  Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))

export const importKey = (pkcs8: Buffer): Key =>
  createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).toCryptoKey(algorithm, true, ['sign'])

export const asPublicKey = (pkcs8: Buffer): PublicKey => new PublicKey(Uint8Array.from(publicHalf(pkcs8)))

/** The public key (DER of its SPKI) that belongs to a private one. */
export const publicHalf = (pkcs8: Buffer): Buffer =>
  createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({
    type: 'spki',
    format: 'der',
  })

export const keyAsPem = (pkcs8: Buffer): string => pemOf('PRIVATE KEY', pkcs8)

function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

export async function makeRoot(commonName: string): Promise<{ certificate: string; keys: KeyPair }> {
  const keys = await newKeyPair()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [commonName] }],
    ...validity(rootDays),
    keys,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  return { certificate: asPem(certificate), keys }
}

/** An intermediate that can sign leaves of one usage only. */
export async function makeIntermediate(
  root: Signer,
  { commonName, usage }: { commonName: string; usage: Usage },
): Promise<{ certificate: string; keys: KeyPair }> {
  const keys = await newKeyPair()
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [commonName] }],
    issuer: new X509Certificate(root.certificate).subject,
    ...validity(intermediateDays),
    publicKey: keys.publicKey,
    signingKey: root.key,
    signingAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new ExtendedKeyUsageExtension([usageId[usage]]),
    ],
  })
  return { certificate: asPem(certificate), keys }
}

export interface Leaf {
  readonly commonName: string
  /** DNS names and addresses. */
  readonly names: readonly string[]
  readonly usage: Usage
  readonly days: number
}

/** Signs a public key under a name that the caller decided; what a request asks for beside its key is ignored. */
export async function issue(signer: Signer, publicKey: Key | PublicKey, leaf: Leaf): Promise<Issued> {
  const serial = newSerial()
  const dates = validity(leaf.days)
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([usageId[leaf.usage]]),
  ]
  if (leaf.names.length > 0)
    extensions.push(
      new SubjectAlternativeNameExtension(
        leaf.names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name })),
      ),
    )
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject: [{ CN: [leaf.commonName] }],
    issuer: new X509Certificate(signer.certificate).subject,
    ...dates,
    publicKey,
    signingKey: signer.key,
    signingAlgorithm,
    extensions,
  })
  return { certificate: asPem(certificate), serial, endsAt: dates.notAfter }
}

/** A certificate that is worth nothing any more. */
export interface Revoked {
  readonly serial: string
  readonly at: Date
}

/** The list of what this signer has revoked, PEM. It holds until the signer's own end: nobody has to fetch a newer one to go on. */
export async function revocationList(signer: Signer, revoked: readonly Revoked[]): Promise<string> {
  const { subject, notAfter } = new X509Certificate(signer.certificate)
  const list = await X509CrlGenerator.create({
    issuer: subject,
    thisUpdate: new Date(Date.now() - clockSkew),
    nextUpdate: notAfter,
    entries: revoked.map(({ serial, at }) => ({ serialNumber: serial, revocationDate: at })),
    signingKey: signer.key,
    signingAlgorithm,
  })
  // The library writes `CRL`, which OpenSSL does not read (RFC 7468 §6).
  return pemOf('X509 CRL', Buffer.from(list.rawData))
}

/** The public key of a certificate request whose signature proves that the sender holds the private half; undefined otherwise. */
export function readRequest(csr: string): PublicKey | undefined {
  if (csr.length > 16_384) return undefined
  try {
    const request = new Pkcs10CertificateRequest(csr)
    const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' })
    const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    // Not by WebCrypto: there a bad signature leaves an error behind that fails the next, unrelated call.
    const isProven = isP256 && verify('sha256', signedPart(request.rawData), key, Buffer.from(request.signature))
    return isProven ? request.publicKey : undefined
  } catch {
    // Whatever cannot be parsed is not a request.
    return undefined
  }
}

/** The first element of a DER sequence, with its header: what the signature of a request or certificate is about. */
function signedPart(der: ArrayBuffer): Buffer {
  const bytes = Buffer.from(der)
  const outer = headerAt(bytes, 0)
  const inner = headerAt(bytes, outer.length)
  return bytes.subarray(outer.length, outer.length + inner.length + inner.content)
}

function headerAt(bytes: Buffer, at: number): { length: number; content: number } {
  const first = bytes.readUInt8(at + 1)
  if (first < 0x80) return { length: 2, content: first }
  return { length: 2 + (first & 0x7f), content: bytes.readUIntBE(at + 2, first & 0x7f) }
}

/** SHA-256 of the certificate's public key (DER of its SPKI), hex: what a joining host pins. */
export const publicKeyPin = (certificate: string): string =>
  createHash('sha256')
    .update(Buffer.from(new X509Certificate(certificate).publicKey.rawData))
    .digest('hex')

const asPem = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`

const validity = (days: number) => ({
  notBefore: new Date(Date.now() - clockSkew),
  notAfter: new Date(Date.now() + days * day),
})

/** 127 random bits; the first byte is neither 0 nor negative, so every program prints the same digits. */
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}
