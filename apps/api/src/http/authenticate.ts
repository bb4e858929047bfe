import jwt from '@fastify/jwt'
import { PersonId, SessionId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../people/caller.ts'
import type { Identities } from '../people/identities.ts'
import { callerOf, type Identity } from '../people/identity.ts'
import type { SessionKeys } from '../people/session-keys.ts'
import { isDatabaseUnreachable } from './unreachable.ts'

export const accessTokenSeconds = 600
const issuer = 'holdfast'
const Claims = z.object({ sub: PersonId, sid: SessionId })

export interface AccessToken {
  readonly accessToken: string
  readonly expiresAt: string
}

export interface Authentication {
  authenticate(request: FastifyRequest): Promise<Caller>
  /** A short-lived proof of a session: ES256, ten minutes. */
  issue(personId: PersonId, sessionId: SessionId): AccessToken
}

/** Registers JWT (ES256 only, key by `kid`) and answers who speaks. */
export async function openAuthentication(
  fastify: FastifyInstance,
  keys: SessionKeys,
  identities: Identities,
): Promise<Authentication> {
  const [current] = keys.signing
  if (!current) throw new Error('there is no key to sign with')
  await fastify.register(jwt, {
    secret: {
      private: current.privateKey,
      public: async (_request: FastifyRequest, tokenOrHeader: jwt.TokenOrHeader) =>
        publicKeyOf(keys, 'header' in tokenOrHeader ? tokenOrHeader.header.kid : tokenOrHeader.kid),
    },
    decode: { complete: true },
    sign: { algorithm: 'ES256', kid: current.kid, iss: issuer, aud: issuer, expiresIn: accessTokenSeconds },
    verify: { algorithms: ['ES256'], allowedIss: issuer, allowedAud: issuer, requiredClaims: ['exp', 'sub', 'sid'] },
    decoratorName: 'claims',
  })
  return {
    async authenticate(request) {
      const wanted = request.headers['holdfast-organization']
      const wantedOrganization = typeof wanted === 'string' && wanted !== '' ? wanted : undefined
      const identity = await identityOf(request, identities, wantedOrganization)
      return callerOf(identity, { wantedOrganization, address: request.ip, requestId: request.id })
    },
    issue: (personId, sessionId) => ({
      accessToken: fastify.jwt.sign({ sub: personId, sid: sessionId }),
      expiresAt: new Date(Date.now() + accessTokenSeconds * 1000).toISOString(),
    }),
  }
}

async function identityOf(
  request: FastifyRequest,
  identities: Identities,
  wantedOrganization: string | undefined,
): Promise<Identity> {
  const given = /^Bearer ([^\s]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!given)
    throw refused(request.headers.authorization ? 'the header is not `Bearer …`' : 'there is no authorization header')
  if (given.startsWith('hf_')) return identities.ofToken(given)
  const { sub, sid } = await claimsOf(request)
  const identity = await identities.ofSession(sid, wantedOrganization)
  if (identity.kind !== 'person' || identity.personId !== sub) throw refused('the session belongs to somebody else')
  return identity
}

async function claimsOf(request: FastifyRequest): Promise<z.infer<typeof Claims>> {
  try {
    return Claims.parse(payloadOf(await request.jwtVerify()))
  } catch (error) {
    if (isDatabaseUnreachable(error)) throw error
    const isExpired = (error as { code?: unknown }).code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED'
    throw refused(isExpired ? 'the access token has expired' : 'the access token is not valid')
  }
}

const payloadOf = (verified: unknown): unknown =>
  typeof verified === 'object' && verified !== null && 'payload' in verified ? verified.payload : verified

function publicKeyOf(keys: SessionKeys, kid: string | undefined): string {
  const key = keys.signing.find((known) => known.kid === kid)
  if (!key) throw refused('the access token was signed with a key that is not known')
  return key.publicKey
}

const refused = (because: string): Problem => new Problem('not-signed-in', { because })
