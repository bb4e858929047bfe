import { AlertKind, type AlertView, Severity } from '@holdfast/shared/contract/alert-routes'
import { AlertId, HostId, newId, OrganizationId } from '@holdfast/shared/ids'
import { intermediates } from '../keys/certificate-authority.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Trouble } from './trouble.ts'

export interface AlertRow {
  readonly id: AlertId
  readonly organizationId: OrganizationId
  readonly kind: AlertKind
  readonly subject: string
  readonly subjectName: string
  readonly severity: Severity
  readonly because: string
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly closedBecause: string | null
  readonly mutedUntil: Date | null
  readonly mutedBecause: string | null
  readonly mutedBy: string | null
  readonly version: number
}

type Columns = {
  [Name in keyof AlertRow]: AlertRow[Name] extends number
    ? number
    : AlertRow[Name] extends string
      ? string
      : AlertRow[Name]
}

const toRow = (row: Columns): AlertRow => ({
  ...row,
  id: AlertId.parse(row.id),
  organizationId: OrganizationId.parse(row.organizationId),
  kind: AlertKind.parse(row.kind),
  severity: Severity.parse(row.severity),
})

/**
 * Opens an alert; undefined when this one is open. What was muted stays muted when it comes back before the mute has ended.
 */
export async function insertAlert(
  tx: Tx,
  { trouble, now }: { trouble: Trouble; now: Date },
): Promise<AlertRow | undefined> {
  const { organizationId, kind, subject, subjectName, severity, because } = trouble
  const about = { organizationId, kind, subject }
  const last = await tx.alert.findFirst({ where: about, orderBy: { id: 'desc' } })
  const isMuted = last?.mutedUntil && last.mutedUntil > now
  const mute = isMuted ? { mutedUntil: last.mutedUntil, mutedBecause: last.mutedBecause, mutedBy: last.mutedBy } : {}
  const [row] = await tx.alert.createManyAndReturn({
    data: [{ id: newId('al', now.getTime()), ...about, subjectName, severity, because, openedAt: now, ...mute }],
    skipDuplicates: true,
  })
  return row && toRow(row)
}

/** Undefined when it is no longer open, or no longer as it was. */
export async function changeOpenAlert(
  tx: Tx,
  { id, version }: Pick<AlertRow, 'id' | 'version'>,
  change: Partial<Omit<AlertRow, 'id' | 'version'>>,
): Promise<AlertRow | undefined> {
  const [row] = await tx.alert.updateManyAndReturn({
    where: { id, version, closedAt: null },
    data: { ...change, version: version + 1 },
  })
  return row && toRow(row)
}

export async function listOpenAlerts(tx: Tx): Promise<AlertRow[]> {
  return (await tx.alert.findMany({ where: { closedAt: null } })).map(toRow)
}

export async function findOpenAlert(
  tx: Tx,
  about: Pick<Trouble, 'organizationId' | 'kind' | 'subject'>,
): Promise<AlertRow | undefined> {
  const { organizationId, kind, subject } = about
  const row = await tx.alert.findFirst({ where: { organizationId, kind, subject, closedAt: null } })
  return row ? toRow(row) : undefined
}

export async function findAlert(tx: Tx, id: AlertId): Promise<AlertRow | undefined> {
  const row = await tx.alert.findUnique({ where: { id } })
  return row ? toRow(row) : undefined
}

export interface AlertPage {
  readonly organizationId: OrganizationId
  readonly state: 'open' | 'closed'
  readonly after: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listAlerts(tx: Tx, { organizationId, state, after, limit }: AlertPage): Promise<AlertRow[]> {
  const rows = await tx.alert.findMany({
    where: {
      organizationId,
      closedAt: state === 'open' ? null : { not: null },
      ...(after === undefined ? {} : { id: { lt: after } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.map(toRow)
}

export const alertView = (row: AlertRow): AlertView => ({
  id: row.id,
  organizationId: row.organizationId,
  kind: row.kind,
  severity: row.severity,
  subject: row.subject,
  subjectName: row.subjectName,
  because: row.because,
  state: row.closedAt ? 'closed' : 'open',
  openedAt: row.openedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
  closedBecause: row.closedBecause,
  muted: row.mutedUntil
    ? { until: row.mutedUntil.toISOString(), because: row.mutedBecause ?? '', by: row.mutedBy ?? '' }
    : null,
  version: row.version,
})

/** Operations that run beyond their time. */
export async function listOverdue(tx: Tx) {
  const rows = await tx.operation.findMany({
    where: { state: 'running', overdueAt: { not: null }, parentId: null },
    select: { id: true, kind: true, organizationId: true, because: true },
  })
  return rows.map((row) => ({
    ...row,
    organizationId: row.organizationId ? OrganizationId.parse(row.organizationId) : null,
  }))
}

/** How these operations stand; absent ones are gone. */
export async function listOperationStates(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.operation.findMany({ where: { id: { in: [...ids] } }, select: { id: true, state: true } })
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** Every host that holds databases, those that were removed as dead among them: what was lost there is a trouble until it is deleted. */
export async function listHolders(tx: Tx): Promise<HostId[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT h.id FROM host h WHERE EXISTS (
      SELECT 1 FROM instance i JOIN database d ON d.id = i.database_id WHERE i.host_id = h.id AND d.life <> 'erased')
    ORDER BY h.id`
  return rows.map((row) => HostId.parse(row.id))
}

export async function listHostCertificates(tx: Tx): Promise<{ id: HostId; name: string; certificateEndsAt: Date }[]> {
  const rows = await tx.host.findMany({
    where: { removedAt: null },
    select: { id: true, name: true, certificateEndsAt: true },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => ({ ...row, id: HostId.parse(row.id) }))
}

/** Name and certificate (PEM) of each of the platform's authorities; the door's key beside them has none. */
export const listAuthorityCertificates = (tx: Tx): Promise<{ name: string; certificate: string }[]> =>
  tx.authority.findMany({
    where: { name: { in: ['root', ...intermediates] } },
    select: { name: true, certificate: true },
  })
