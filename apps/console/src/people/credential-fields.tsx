import type { FieldErrors, UseFormRegister } from 'react-hook-form'
import { Field } from '../ui/field.tsx'
import { text } from './text.ts'

export interface Credentials {
  email: string
  password: string
}

interface CredentialFieldsProps {
  register: UseFormRegister<Credentials>
  errors: FieldErrors<Credentials>
  /** A password being chosen is told its rules and offered to be made by the browser. */
  isNew: boolean
}

/** E-mail and password, as every sign-in asks for them. */
export function CredentialFields({ register, errors, isNew }: CredentialFieldsProps) {
  const minimum = isNew ? { minLength: { value: 12, message: text.passwordTooShort } } : {}
  return (
    <>
      <Field label={text.email} error={errors.email?.message}>
        {(control) => (
          <input
            {...control}
            type="email"
            autoComplete="username"
            spellCheck={false}
            {...register('email', { required: text.required.email })}
          />
        )}
      </Field>
      <Field label={text.password} error={errors.password?.message} hint={isNew ? text.newPasswordHint : undefined}>
        {(control) => (
          <input
            {...control}
            type="password"
            autoComplete={isNew ? 'new-password' : 'current-password'}
            {...register('password', { required: text.required.password, ...minimum })}
          />
        )}
      </Field>
    </>
  )
}
