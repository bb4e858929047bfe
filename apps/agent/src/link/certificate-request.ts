import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export interface CertificateRequest {
  /** PKCS #8 PEM. */
  readonly privateKey: string
  /** PKCS #10 PEM. */
  readonly csr: string
}

interface RequestWishes {
  readonly commonName: string
  /** DNS names and addresses for the subject alternative name. */
  readonly names?: readonly string[]
  /** The key to use again, PKCS #8 PEM; a new P-256 key when absent. */
  readonly privateKey?: string | undefined
}

/** Makes a signing request; a new key is made here and its private half never leaves this host. */
export async function requestCertificate(wishes: RequestWishes): Promise<CertificateRequest> {
  const keys = wishes.privateKey ? await readKeys(wishes.privateKey) : await newKeys()
  const names = (wishes.names ?? []).map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const)
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [wishes.commonName] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [],
  })
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { privateKey: x509.PemConverter.encode(der, 'PRIVATE KEY'), csr: request.toString('pem') }
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function readKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const der = x509.PemConverter.decode(pem)[0]
  if (!der) throw new Error('the private key is not PEM')
  const privateKey = await crypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', privateKey)
  const half = { kty, crv, x, y } as webcrypto.JsonWebKey
  return { privateKey, publicKey: await crypto.subtle.importKey('jwk', half, algorithm, true, ['verify']) }
}
