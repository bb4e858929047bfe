import { type Call, createClient } from '@holdfast/shared/client/client'
import { accountRoutes } from '@holdfast/shared/contract/account-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import type { ThrowawayPlatform } from './throwaway-platform.ts'

/** Signs the first person of a platform up, and makes a token of theirs. */
export async function openToken({ url, setupCode }: ThrowawayPlatform): Promise<string> {
  let token: string | undefined
  const call = createClient({ url, token: () => token })
  const body = { email: 'dana@example.com', password: 'correct horse battery', setupCode }
  token = (await call(personRoutes.signUp, { body })).accessToken
  return (await call(accountRoutes.createToken, { body: { name: 'lab' } })).value
}

/** Signs the first person of a platform up, and calls with a token of theirs. */
export async function openCall(platform: ThrowawayPlatform): Promise<Call> {
  const token = await openToken(platform)
  return createClient({ url: platform.url, token: () => token })
}
