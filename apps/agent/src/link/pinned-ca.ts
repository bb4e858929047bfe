import { createHash, X509Certificate } from 'node:crypto'
import { connect, type DetailedPeerCertificate } from 'node:tls'

const timeoutMs = 10_000

/** SHA-256 over a certificate's public key (SubjectPublicKeyInfo, DER), hex. */
export const publicKeyPin = (certificate: X509Certificate): string =>
  createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

/**
 * Fetches the platform's CA from the chain that the api presents, and accepts it by its pin alone.
 * Nothing is sent over this connection; the real one is then verified against what was found.
 */
export function fetchPinnedCa(url: URL, pin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const target = { host: url.hostname, port: Number(url.port || 443), rejectUnauthorized: false, timeout: timeoutMs }
    const socket = connect(target, () => {
      const found = chainOf(socket.getPeerCertificate(true)).find((it) => publicKeyPin(it) === pin)
      socket.destroy()
      if (found) resolve(found.toString())
      else reject(new Error(`${url.host} presents no certificate authority with the pinned key`))
    })
    socket.on('timeout', () => socket.destroy(new Error(`${url.host} did not answer within ${timeoutMs} ms`)))
    socket.on('error', reject)
  })
}

function chainOf(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain = new Map<string, X509Certificate>()
  let next: DetailedPeerCertificate | undefined = leaf
  // A self-signed root names itself as its issuer.
  while (next?.raw && !chain.has(next.fingerprint256)) {
    chain.set(next.fingerprint256, new X509Certificate(next.raw))
    next = next.issuerCertificate
  }
  return [...chain.values()]
}
