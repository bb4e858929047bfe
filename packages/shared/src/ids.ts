import { z } from 'zod'

/** Crockford's base 32 in lower case: sorts like the number, is a legal DNS label, has no letter taken for a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const timeLength = 10
const randomLength = 10

const id = <Prefix extends string>(prefix: Prefix) =>
  z.templateLiteral([`${prefix}_`, z.string().regex(/[0-9a-hjkmnp-tv-z]{20}/)])

export const DatabaseId = id('db')
export type DatabaseId = z.infer<typeof DatabaseId>
export const InstanceId = id('in')
export type InstanceId = z.infer<typeof InstanceId>
export const VolumeId = id('vo')
export type VolumeId = z.infer<typeof VolumeId>
export const HostId = id('ho')
export type HostId = z.infer<typeof HostId>
export const OperationId = id('op')
export type OperationId = z.infer<typeof OperationId>
export const TaskId = id('ta')
export type TaskId = z.infer<typeof TaskId>
export const OrganizationId = id('or')
export type OrganizationId = z.infer<typeof OrganizationId>
export const PersonId = id('pe')
export type PersonId = z.infer<typeof PersonId>
export const TokenId = id('tk')
export type TokenId = z.infer<typeof TokenId>
export const ReleaseId = id('re')
export type ReleaseId = z.infer<typeof ReleaseId>
export const SecretId = id('se')
export type SecretId = z.infer<typeof SecretId>
export const SessionId = id('ss')
export type SessionId = z.infer<typeof SessionId>
export const InvitationId = id('iv')
export type InvitationId = z.infer<typeof InvitationId>
export const IncidentId = id('ic')
export type IncidentId = z.infer<typeof IncidentId>
export const AlertId = id('al')
export type AlertId = z.infer<typeof AlertId>
export const WebhookId = id('wh')
export type WebhookId = z.infer<typeof WebhookId>
export const DeliveryId = id('dl')
export type DeliveryId = z.infer<typeof DeliveryId>

export type IdPrefix =
  | 'db'
  | 'in'
  | 'vo'
  | 'ho'
  | 'op'
  | 'ta'
  | 'or'
  | 'pe'
  | 'tk'
  | 're'
  | 'se'
  | 'ss'
  | 'ic'
  | 'jt'
  | 'au'
  | 'ev'
  | 'iv'
  | 'al'
  | 'wh'
  | 'dl'
  | 'ml'

/** A new id: prefix, 10 characters of milliseconds since 1970, 10 random characters (50 bits). Ids of one kind sort by creation. */
export function newId<Prefix extends IdPrefix>(prefix: Prefix, now: number = Date.now()): `${Prefix}_${string}` {
  let time = ''
  for (let rest = now, n = 0; n < timeLength; n++, rest = Math.floor(rest / 32))
    time = alphabet.charAt(rest % 32) + time
  const random = Array.from(crypto.getRandomValues(new Uint8Array(randomLength)), (byte) => alphabet.charAt(byte % 32))
  return `${prefix}_${time}${random.join('')}`
}

/** The id without its prefix: the DNS label of a database, the short name inside container and role names. */
export const bareId = (id: string): string => id.slice(id.indexOf('_') + 1)
