import { type MailRuleView, Severity } from '@holdfast/shared/contract/alert-routes'
import { type OrganizationId, PersonId } from '@holdfast/shared/ids'
import type { Tx } from '../platform/database/database.ts'

/** Without a rule of their own. */
const defaults: Readonly<Record<string, Severity | undefined>> = { owner: 'warning', admin: 'warning' }

interface MemberColumns {
  personId: string
  role: string
  person: { email: string }
  mailRule: { leastSeverity: string | null } | null
}

const toView = ({ personId, role, person, mailRule }: MemberColumns): MailRuleView => ({
  id: PersonId.parse(personId),
  email: person.email,
  leastSeverity: mailRule ? Severity.nullable().parse(mailRule.leastSeverity) : (defaults[role] ?? null),
  isDefault: mailRule === null,
})

const include = { person: { select: { email: true } }, mailRule: { select: { leastSeverity: true } } }

/** Every member with what they get, in the order of their ids. */
export async function listMailRules(
  tx: Tx,
  organizationId: OrganizationId,
  page: { after?: string | undefined; limit?: number } = {},
): Promise<MailRuleView[]> {
  const rows = await tx.member.findMany({
    where: { organizationId, ...(page.after === undefined ? {} : { personId: { gt: page.after } }) },
    include,
    orderBy: { personId: 'asc' },
    ...(page.limit === undefined ? {} : { take: page.limit }),
  })
  return rows.map(toView)
}

/** Undefined when the person is no member. */
export async function saveMailRule(
  tx: Tx,
  key: { organizationId: OrganizationId; personId: PersonId },
  leastSeverity: Severity | null,
): Promise<MailRuleView | undefined> {
  const member = await tx.member.findUnique({ where: { organizationId_personId: key }, select: { role: true } })
  if (!member) return undefined
  await tx.mailRule.upsert({
    where: { organizationId_personId: key },
    create: { ...key, leastSeverity },
    update: { leastSeverity },
  })
  const row = await tx.member.findUnique({ where: { organizationId_personId: key }, include })
  return row ? toView(row) : undefined
}

/** E-mail addresses of the operators, who hear of the installation's own alerts. */
export async function listOperatorAddresses(tx: Tx): Promise<string[]> {
  const rows = await tx.person.findMany({ where: { isOperator: true }, select: { email: true } })
  return rows.map((row) => row.email)
}
