import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Call, createClient } from '@holdfast/shared/client/client'
import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import type { ThrowawayPlatform } from './throwaway-platform.ts'
import { trustingFetch } from './trusting-fetch.ts'

async function wayTo({ url, home }: ThrowawayPlatform): Promise<{ url: string; fetch?: typeof fetch }> {
  return url.startsWith('https:')
    ? { url, fetch: trustingFetch(await readFile(join(home, 'ca.pem'), 'utf8')) }
    : { url }
}

/** Signs the first person of a platform up, and makes a token of theirs. */
export async function openToken(platform: ThrowawayPlatform): Promise<string> {
  let token: string | undefined
  const call = createClient({ ...(await wayTo(platform)), token: () => token })
  const body = { email: 'dana@example.com', password: 'correct horse battery', setupCode: platform.setupCode }
  token = (await call(personRoutes.signUp, { body })).accessToken
  return (await call(accountRoutes.createToken, { body: { name: 'lab' } })).value
}

/** Signs the first person of a platform up, and calls with a token of theirs. */
export async function openCall(platform: ThrowawayPlatform): Promise<Call> {
  const token = await openToken(platform)
  return createClient({ ...(await wayTo(platform)), token: () => token })
}
