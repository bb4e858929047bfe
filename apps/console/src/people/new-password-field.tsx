import type { RegisterOptions, UseFormRegisterReturn } from 'react-hook-form'
import { Field } from '../ui/field.tsx'
import { text } from './text.ts'

interface NewPasswordFieldProps {
  label: string
  error: string | undefined
  register: (
    rules: Pick<RegisterOptions, 'required' | 'minLength'> & { valueAsNumber?: false; valueAsDate?: false },
  ) => UseFormRegisterReturn
}

/** A password being chosen: told its rules, and offered to be made by the browser. */
export function NewPasswordField({ label, error, register }: NewPasswordFieldProps) {
  return (
    <Field label={label} error={error} hint={text.newPasswordHint}>
      {(control) => (
        <input
          {...control}
          type="password"
          autoComplete="new-password"
          {...register({
            required: text.required.credentials.password,
            minLength: { value: 12, message: text.passwordTooShort },
          })}
        />
      )}
    </Field>
  )
}
