import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import type { PageAccess } from '@holdfast/shared/state/instance-page'

/** Whose certificates let clients in; null: nobody's. Then who needs one is refused. */
export interface ClientAuthority {
  readonly ca: string
  readonly crl: string | null
}

const certificates = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

const isAuthority = (pem: string): boolean => {
  const found = pem.match(certificates) ?? []
  try {
    return found.length > 0 && found.every((it) => new X509Certificate(it).ca)
  } catch {
    return false
  }
}

/** By the same library that the engine will read it with: a list that it cannot read would keep it from starting. */
async function isRevocationList(pem: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const child = execFile('/usr/bin/openssl', ['crl', '-noout'], { timeout: 5_000 }, (error) => resolve(error === null))
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(pem)
  return promise
}

/** RFC 7468 says X509 CRL; some libraries write CRL, which OpenSSL does not take. */
const inOpensslsWords = (pem: string): string => pem.replaceAll(/-----(BEGIN|END) CRL-----/g, '-----$1 X509 CRL-----')

/** Reads what the page says of clients' certificates. A sentence: it cannot be used, and nobody who needs one is let in. */
export async function readClientAuthority(
  access: PageAccess | undefined,
): Promise<ClientAuthority | { readonly because: string } | null> {
  if (!access || access.clientCa === null) return null
  if (!isAuthority(access.clientCa)) return { because: 'the authority of clients’ certificates cannot be read' }
  const crl = access.clientCrl && inOpensslsWords(access.clientCrl)
  if (crl !== null && !(await isRevocationList(crl)))
    return { because: 'the list of revoked certificates cannot be read' }
  return { ca: access.clientCa, crl }
}
