import type { UseFormReturn } from 'react-hook-form'
import { Field } from '../ui/field.tsx'
import { auditActions } from './actions.ts'
import styles from './audit.module.css'
import { actionWords, text } from './text.ts'

export interface AuditValues {
  range: string
  from: string
  to: string
  actor: string
  what: string
}

const words = text.filter

/** When, who, what; two fields more where the time is chosen by hand. */
export function AuditFields({ form }: { form: UseFormReturn<AuditValues> }) {
  const range = form.watch('range')
  return (
    <div className={styles.fields}>
      <Field label={words.when}>
        {(control) => (
          <select {...control} {...form.register('range')}>
            {words.ranges.map(([range, word]) => (
              <option key={range} value={range}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      {range === 'chosen' &&
        (['from', 'to'] as const).map((end) => (
          <Field key={end} label={words[end]} hint={words.zone}>
            {(control) => <input {...control} type="datetime-local" {...form.register(end)} />}
          </Field>
        ))}
      <Field label={words.actor} hint={words.actorHint}>
        {(control) => (
          <input {...control} autoComplete="off" spellCheck={false} maxLength={254} {...form.register('actor')} />
        )}
      </Field>
      <Field label={words.what}>
        {(control) => (
          <select {...control} {...form.register('what')}>
            <option value="">{words.anything}</option>
            {auditActions.map((action) => (
              <option key={action} value={action}>
                {actionWords(action)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  )
}
