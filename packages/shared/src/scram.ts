import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'

export interface ScramOptions {
  salt?: Uint8Array
  /** RFC 7677 asks for at least 4096. */
  iterations?: number
}

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/**
 * What a host may know of a password: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (RFC 5803, RFC 7677).
 * Logging in with it is not possible; checking a login is. NFKC stands in for SASLprep: the platform's own passwords are ASCII.
 */
export function scramVerifier(password: string, options: ScramOptions = {}): string {
  const salt = Buffer.from(options.salt ?? randomBytes(16))
  const iterations = options.iterations ?? 4096
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  const serverKey = hmac(salted, 'Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

const pattern = /^SCRAM-SHA-256\$(\d{4,7}):([A-Za-z0-9+/]{8,}={0,2})\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)$/

/** True for text that has the form of a verifier; such text is safe between single quotes in SQL. */
export const isScramVerifier = (text: string): boolean => pattern.test(text)

/** Whether `password` is the one behind `verifier`; false for text that is no verifier. */
export function verifyScram(password: string, verifier: string): boolean {
  const [, iterations, salt] = pattern.exec(verifier) ?? []
  if (iterations === undefined || salt === undefined) return false
  const again = scramVerifier(password, { salt: Buffer.from(salt, 'base64'), iterations: Number(iterations) })
  return again.length === verifier.length && timingSafeEqual(Buffer.from(again), Buffer.from(verifier))
}
