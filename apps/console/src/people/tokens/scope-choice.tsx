import type { Permission } from '@holdfast/shared/contract/permissions'
import type { UseFormRegisterReturn } from 'react-hook-form'
import { text } from './text.ts'
import styles from './token-form.module.css'

interface ScopeChoiceProps {
  /** What the caller may do: a token never has more. */
  scopes: readonly Permission[]
  register: UseFormRegisterReturn
  error: string | undefined
}

/** What the token may do, each scope by itself. */
export function ScopeChoice({ scopes, register, error }: ScopeChoiceProps) {
  return (
    <fieldset className={styles.scopes} aria-describedby={error ? 'scopes-error' : undefined}>
      <legend>{text.make.scopes}</legend>
      {scopes.map((scope) => (
        <label key={scope} className={styles.scope}>
          <input type="checkbox" value={scope} {...register} />
          {text.scopes[scope]}
        </label>
      ))}
      {error && (
        <p className={styles.error} id="scopes-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}
