import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'

export type ButtonTone = 'plain' | 'primary' | 'bad' | 'quiet'

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  tone?: ButtonTone
  icon?: IconName
  /** Stands instead of the label while the work runs; the button keeps its width and takes no second click. */
  busyLabel?: string
  isBusy?: boolean
  /** A button that cannot be used stays reachable by keyboard; say why beside it and point `aria-describedby` there. */
  isDisabled?: boolean
  children: ReactNode
}

/** The class of a button, for links that look like one. */
export const buttonClass = (tone: ButtonTone = 'plain') => classes(styles.button, tone !== 'plain' && styles[tone])

/** A native button; nothing happens by it while it is busy or disabled. */
export function Button({ tone, icon, busyLabel, isBusy, isDisabled, children, ...rest }: ButtonProps) {
  const isOff = isBusy || isDisabled
  return (
    <button
      type="button"
      {...rest}
      className={classes(buttonClass(tone), rest.className)}
      aria-disabled={isOff || undefined}
      onClick={(event) => {
        if (isOff) event.preventDefault()
        else rest.onClick?.(event)
      }}
    >
      {icon && <Icon name={icon} />}
      <span className={styles.stack}>
        <span data-hidden={(isBusy && busyLabel) || undefined}>{children}</span>
        {busyLabel && (
          <span data-hidden={!isBusy || undefined} aria-hidden={!isBusy}>
            {busyLabel}
          </span>
        )}
      </span>
    </button>
  )
}
