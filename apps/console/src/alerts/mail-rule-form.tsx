import type { MailRuleView } from '@holdfast/shared/contract/alert-routes'
import { AsCommand } from '../commands/index.ts'
import { useOrganization } from '../people/index.ts'
import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { useToast } from '../ui/toasts.tsx'
import { levelOf, severityOf } from './mail-level.ts'
import { MailRuleFields, type MailRuleValues } from './mail-rule-fields.tsx'
import { useSetMailRule } from './queries.ts'
import { text } from './text.ts'

const words = text.mail

/** The choice for one member. */
export function MailRuleForm({ rules }: { rules: readonly MailRuleView[] }) {
  const { id: organization } = useOrganization()
  const set = useSetMailRule(organization)
  const showToast = useToast()
  const [first] = rules
  const { form, problem, submit } = useProblemForm<MailRuleValues>({
    defaultValues: { id: first?.id ?? '', level: first ? levelOf(first) : 'none' },
    fieldsOfCodes: { 'not-found': 'id' },
  })
  const { isSubmitting } = form.formState
  const { id, level } = form.watch()
  const chosen = rules.find((rule) => rule.id === id)
  return (
    <Form
      onSubmit={submit(async (wanted) => {
        const rule = rules.find((it) => it.id === wanted.id)
        if (!rule) return
        const { email } = await set.mutateAsync({ id: rule.id, leastSeverity: severityOf(wanted.level) })
        showToast({ words: words.saved(email) })
      })}
    >
      <MailRuleFields form={form} rules={rules} />
      {problem && <ShownProblem problem={problem} />}
      <Button type="submit" isBusy={isSubmitting} busyLabel={words.saving}>
        {words.save}
      </Button>
      <AsCommand
        holdfast={['alert', 'mail-set', chosen?.email ?? '', '--from', level]}
        request={{ method: 'PUT', path: `/v1/alert-mail/${id}`, body: { leastSeverity: severityOf(level) } }}
      />
    </Form>
  )
}
