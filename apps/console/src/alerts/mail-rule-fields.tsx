import type { MailRuleView } from '@holdfast/shared/contract/alert-routes'
import type { UseFormReturn } from 'react-hook-form'
import { Field } from '../ui/field.tsx'
import { levelOf, type MailLevel, mailLevels } from './mail-level.ts'
import { text } from './text.ts'

export interface MailRuleValues {
  id: string
  level: MailLevel
}

interface MailRuleFieldsProps {
  form: UseFormReturn<MailRuleValues>
  rules: readonly MailRuleView[]
}

const words = text.mail

/** Who, and from which severity on; another member brings their present choice. */
export function MailRuleFields({ form, rules }: MailRuleFieldsProps) {
  const { errors } = form.formState
  const member = form.register('id', {
    onChange: (event: { target: { value: string } }) => {
      const next = rules.find((rule) => rule.id === event.target.value)
      if (next) form.setValue('level', levelOf(next))
    },
  })
  return (
    <>
      <Field label={words.member} error={errors.id?.message}>
        {(control) => (
          <select {...control} {...member}>
            {rules.map((rule) => (
              <option key={rule.id} value={rule.id}>
                {rule.email}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.gets} error={errors.level?.message}>
        {(control) => (
          <select {...control} {...form.register('level')}>
            {mailLevels.map((choice) => (
              <option key={choice} value={choice}>
                {words.levels[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  )
}
