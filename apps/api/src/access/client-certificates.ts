import type { ClientCertificateView } from '@holdfast/shared/contract/access-views'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Asked } from '../databases/asked.ts'
import { exportKey, issue, keyAsPem, newKeyPair, readRequest } from '../keys/certificates.ts'
import { demandRoom, type Inside, lockInside, lookInside, tellHosts } from './change-access.ts'
import { ensureClientAuthority, revoke } from './client-authority.ts'
import {
  type ClientCertificateRow,
  forgetExpiredCertificates,
  listClientCertificates,
  saveClientCertificate,
} from './client-authority-store.ts'
import type { PageAsked } from './page-by-name.ts'

/** Certificates of a database that have not expired, revoked ones counted: the list of the revoked stays short by it. */
const certificatesAtMost = 200

export interface CertificateWish {
  readonly login: string
  readonly csrPem?: string | undefined
  readonly days: number
}

export interface CertificateIssued {
  readonly certificate: ClientCertificateView
  readonly certificatePem: string
  readonly keyPem: string | null
  readonly caPem: string
  readonly revision: number
}

export async function listCertificates(asked: Asked, { database, ...page }: PageAsked & { database: string }) {
  const inside = await lookInside(asked, database)
  const now = asked.parts.clock.now()
  const rows = await listClientCertificates(asked.tx, { databaseId: inside.database.id, now })
  const start = page.cursor === undefined ? 0 : rows.findIndex(({ serial }) => serial === page.cursor) + 1
  const shown = rows.slice(start, start + page.limit)
  const hasMore = rows.length > start + page.limit
  return { items: shown.map((row) => viewOf(row)), nextCursor: hasMore ? (shown.at(-1)?.serial ?? null) : null }
}

/** Signs for one login; without a request the key is made here, given once and kept nowhere. */
export async function issueCertificate(
  asked: Asked,
  { database: name, wish }: { database: string; wish: CertificateWish },
): Promise<CertificateIssued> {
  const { tx, parts } = asked
  const inside = await lockInside(asked, { database: name, ifMatch: '*' })
  const { database } = inside
  const now = parts.clock.now()
  demandLogin(inside, wish.login)
  await forgetExpiredCertificates(tx, database.id, now)
  const unexpired = await listClientCertificates(tx, { databaseId: database.id, now })
  demandRoom(unexpired.length, certificatesAtMost, 'client certificates that have not expired')
  const { publicKey, keyPem } = await keyFor(wish)
  const { signer, isNew } = await ensureClientAuthority(asked, database)
  const leaf = { commonName: wish.login, names: [], usage: 'client', days: wish.days } as const
  const { certificate: certificatePem, serial, endsAt } = await issue(signer, publicKey, leaf)
  const row: ClientCertificateRow = { serial, login: wish.login, issuedAt: now, expiresAt: endsAt, revokedAt: null }
  await saveClientCertificate(tx, database.id, row)
  const { revision } = isNew ? await tellHosts(asked, database) : database
  return { certificate: viewOf(row), certificatePem, keyPem, caPem: signer.certificate, revision }
}

/** Once more is no mistake. Possible while other operations work on the database. */
export async function revokeCertificate(
  asked: Asked,
  { database: name, serial }: { database: string; serial: string },
): Promise<ClientCertificateView> {
  const { tx, parts } = asked
  const { database } = await lockInside(asked, { database: name, ifMatch: '*' })
  const now = parts.clock.now()
  const find = async () =>
    (await listClientCertificates(tx, { databaseId: database.id, now })).find((it) => it.serial === serial)
  if ((await find())?.revokedAt === null) {
    await revoke(asked, database, { serial })
    await tellHosts(asked, database)
  }
  const row = await find()
  if (!row) throw new Problem('not-found', { subject: `a client certificate ${serial}` })
  return viewOf(row)
}

async function keyFor({ csrPem }: CertificateWish) {
  if (csrPem === undefined) {
    const keys = await newKeyPair()
    return { publicKey: keys.publicKey, keyPem: keyAsPem(await exportKey(keys.privateKey)) }
  }
  const publicKey = readRequest(csrPem)
  if (publicKey) return { publicKey, keyPem: null }
  const detail = 'must be a certificate request (PKCS #10, PEM) with a P-256 key, signed by that key with SHA-256'
  throw new Problem('invalid-input', { fields: ['/csrPem'] }, [{ pointer: '/csrPem', code: 'invalid_request', detail }])
}

/** Throws `unknown-choice` for what is no login of the platform's making. */
function demandLogin({ database, access }: Inside, login: string): void {
  const roles = access.roles.filter(({ state }) => state === 'present')
  const choices = [...database.logins, ...roles.flatMap((role) => role.logins)].map(({ name }) => name)
  if (choices.includes(login)) return
  const detail = `must be one of: ${choices.join(', ')}`
  throw new Problem('unknown-choice', { what: 'login', given: login, choices }, [
    { pointer: '/login', code: 'unknown_choice', detail },
  ])
}

const viewOf = (row: ClientCertificateRow): ClientCertificateView => ({
  serial: row.serial,
  login: row.login,
  state: row.revokedAt ? 'revoked' : 'valid',
  issuedAt: row.issuedAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
})
