import type { ComponentProps } from 'react'
import { Field } from '../ui/field.tsx'
import { text } from './text.ts'

export interface Credentials {
  email: string
  password: string
}

/** What a form adds to its input: name, reference, listeners. */
type Registered = Pick<
  ComponentProps<'input'>,
  'name' | 'ref' | 'onChange' | 'onBlur' | 'value' | 'readOnly' | 'autoFocus'
>

interface CredentialFieldsProps {
  email: Registered
  password: Registered
  errors: Partial<Credentials>
  /** A password being chosen is told its rules and offered to be made by the browser. */
  isNew: boolean
}

/** E-mail and password, as every sign-in asks for them. */
export function CredentialFields({ email, password, errors, isNew }: CredentialFieldsProps) {
  return (
    <>
      <Field label={text.email} error={errors.email}>
        {(control) => <input {...control} type="email" autoComplete="username" spellCheck={false} {...email} />}
      </Field>
      <Field label={text.password} error={errors.password} hint={isNew ? text.newPasswordHint : undefined}>
        {(control) => (
          <input
            {...control}
            type="password"
            autoComplete={isNew ? 'new-password' : 'current-password'}
            {...password}
          />
        )}
      </Field>
    </>
  )
}
