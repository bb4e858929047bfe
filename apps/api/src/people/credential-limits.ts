import { isIPv6 } from 'node:net'
import { makeAttempts } from './attempts.ts'

/** Wrong guesses at e-mails, passwords and setup codes are counted by address and by e-mail; right ones are given back. */
export interface CredentialLimits {
  /** Throws `too-many-requests`, or returns how to give the attempt back. */
  take(attempt: { address: string; email: string }): () => void
}

const windowSeconds = 60
/** Several people may sit behind one address. */
const peopleBehindAnAddress = 5

export function openCredentialLimits(attemptsAMinute: number): CredentialLimits {
  const byEmail = makeAttempts({ most: attemptsAMinute, windowSeconds })
  const byAddress = makeAttempts({ most: attemptsAMinute * peopleBehindAnAddress, windowSeconds })
  return {
    take({ address, email }) {
      const back = byAddress.take(networkOf(address))
      const alsoBack = byEmail.take(email)
      return () => {
        back()
        alsoBack()
      }
    },
  }
}

/** Whoever has one IPv6 address has the other 2⁶⁴ of its network too. */
export function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('::')
  const groups = head.split(':')
  const missing = 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  const whole = plain.includes('::') ? [...groups, ...Array(missing).fill('0'), ...tail.split(':')] : groups
  return `${whole
    .slice(0, 4)
    .map((group) => group || '0')
    .join(':')}::/64`
}
