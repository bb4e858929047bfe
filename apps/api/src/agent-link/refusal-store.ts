import { HostId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

/** Somebody was turned away, once or several times for the same reason. */
export interface Refusal {
  readonly subject: string
  readonly code: string
  readonly because: string
  readonly address: string | null
  readonly times: number
  readonly at: Date
}

export interface KeptRefusal extends Omit<Refusal, 'at'> {
  readonly firstAt: Date
  readonly lastAt: Date
  readonly auditedAt: Date | null
  readonly auditedTimes: number
}

/** Counts it in its row, which stays locked until the transaction ends. */
export async function countRefusal(tx: Tx, refusal: Refusal): Promise<KeptRefusal> {
  const { subject, code, because, address, times, at } = refusal
  return tx.agentRefusal.upsert({
    where: { subject_code: { subject, code } },
    create: { subject, code, because, address, times, firstAt: at, lastAt: at },
    update: { because, address, lastAt: at, times: { increment: times } },
  })
}

export async function markAudited(
  tx: Tx,
  { subject, code, times }: Pick<KeptRefusal, 'subject' | 'code' | 'times'>,
  auditedAt: Date,
): Promise<void> {
  await tx.agentRefusal.update({
    where: { subject_code: { subject, code } },
    data: { auditedAt, auditedTimes: times },
  })
}

/** Refusals that went on after the trail was told, for which it is time again. */
export async function listUntold(tx: Tx, toldBefore: Date): Promise<KeptRefusal[]> {
  const rows = await tx.$queryRaw<{ subject: string; code: string }[]>`
    SELECT subject, code FROM agent_refusal WHERE times > audited_times AND audited_at < ${toldBefore}
    ORDER BY subject, code LIMIT 100 FOR UPDATE SKIP LOCKED`
  return tx.agentRefusal.findMany({ where: { OR: rows.map(({ subject, code }) => ({ subject, code })) } })
}

/** For each host the newest refusal since then; what the host itself refused to start is a condition of its own. */
export async function listHostRefusals(tx: Tx, since: Date): Promise<(KeptRefusal & { readonly hostId: HostId })[]> {
  const rows = await tx.agentRefusal.findMany({
    where: { lastAt: { gt: since }, subject: { startsWith: 'ho_' }, code: { not: 'release-not-signed' } },
    orderBy: { lastAt: 'desc' },
    distinct: ['subject'],
  })
  return rows.map((row) => ({ ...row, hostId: HostId.parse(row.subject) }))
}
