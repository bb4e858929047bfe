import type { MailRuleView } from '@holdfast/shared/contract/alert-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Section } from '../ui/section.tsx'
import { type Column, Table } from '../ui/table.tsx'
import styles from './alert-list.module.css'
import { levelOf } from './mail-level.ts'
import { MailRuleForm } from './mail-rule-form.tsx'
import { mailRulesQuery } from './queries.ts'
import { text } from './text.ts'

const words = text.mail

const columns: readonly Column<MailRuleView>[] = [
  { head: words.member, cell: ({ email }) => email },
  {
    head: words.gets,
    cell: (rule) => (
      <>
        {words.levels[levelOf(rule)]} {rule.isDefault && <span className={styles.note}>{words.byDefault}</span>}
      </>
    ),
  },
]

/** Which member gets which alerts by e-mail, and the choice of it. */
export function MailRules() {
  const { id: organization } = useOrganization()
  const { items, nextCursor } = useSuspenseQuery(mailRulesQuery(organization)).data
  return (
    <Section title={words.title}>
      <p className={styles.note}>{words.lead}</p>
      <Table caption={words.title} columns={columns} rows={items} keyOf={(rule) => rule.id} />
      {nextCursor !== null && <p>{words.cut}</p>}
      <MailRuleForm rules={items} />
    </Section>
  )
}
