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
      const back = byAddress.take(address)
      const alsoBack = byEmail.take(email)
      return () => {
        back()
        alsoBack()
      }
    },
  }
}
