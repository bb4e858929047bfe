import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'
import styles from './field.module.css'
import { Icon } from './icon.tsx'

/** What the one control inside gets: its id and, when there are words about it, where they stand. */
export interface ControlProps {
  readonly id: string
  readonly className: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | undefined
  isMono?: boolean
  children: (control: ControlProps) => ReactNode
}

/** A label, one control, a hint and the error that is about it. */
export function Field({ label, hint, error, isMono, children }: FieldProps) {
  const id = useId()
  const described = classes(hint ? `${id}-hint` : null, error ? `${id}-error` : null)
  const control: ControlProps = {
    id,
    className: classes(styles.input, isMono && styles.mono),
    'aria-describedby': described || undefined,
    'aria-invalid': error ? true : undefined,
  }
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children(control)}
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          <Icon name="triangle-alert" />
          {error}
        </p>
      )}
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
