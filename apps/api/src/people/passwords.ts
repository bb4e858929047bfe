import { hash, verify } from '@node-rs/argon2'
import { makeTurnstile } from './turnstile.ts'

/** Argon2id (the library's default kind) with OWASP's first recommendation: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for an unknown person (`hash` undefined) as for a known one. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

/** Hashing fills a core and 19 MiB each time, so only a few run at once and the rest wait in a short line. */
export async function openPasswords(): Promise<Passwords> {
  const through = makeTurnstile(3, 60)
  const nobody = await hash('a password that nobody has', cost)
  return {
    hash: (password) => through(() => hash(password, cost)),
    async verify(kept, password) {
      const isRight = await through(() => verify(kept ?? nobody, password))
      return isRight && kept !== undefined
    },
  }
}
