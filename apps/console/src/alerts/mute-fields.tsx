import type { UseFormReturn } from 'react-hook-form'
import { Field } from '../ui/field.tsx'
import { formatMinute } from '../ui/moments.ts'
import { useNow } from '../ui/use-now.ts'
import { text } from './text.ts'

export interface MuteValues {
  minutes: string
  because: string
}

const words = text.mute

/** For how long, with the moment when it ends, and why. */
export function MuteFields({ form }: { form: UseFormReturn<MuteValues> }) {
  const now = useNow('calm')
  const { errors } = form.formState
  const minutes = form.watch('minutes')
  return (
    <>
      <Field
        label={words.for}
        hint={words.until(formatMinute(now + Number(minutes) * 60_000))}
        error={errors.minutes?.message}
      >
        {(control) => (
          <select {...control} {...form.register('minutes')}>
            {words.choices.map(([choice, word]) => (
              <option key={choice} value={choice}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.because} hint={words.becauseHint} error={errors.because?.message}>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            maxLength={300}
            {...form.register('because', { validate: (typed) => typed.trim() !== '' || words.becauseRequired })}
          />
        )}
      </Field>
    </>
  )
}
