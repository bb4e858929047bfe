import type { ReactNode } from 'react'
import { usePermissions } from '../../people/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { RevealedLogin } from '../queries.ts'
import styles from './connection-panel.module.css'
import { connectText as words } from './text.ts'
import type { useRevealed } from './use-revealed.ts'

interface ConnectionActionsProps {
  caUrl: string
  isReady: boolean
  revealed: ReturnType<typeof useRevealed>
  /** The whole text with this login in it. */
  textOf: (login: RevealedLogin) => string
  /** Whether it is ready, said beside the buttons. */
  children: ReactNode
}

/** Copy, which does not show the password; Reveal, which does; the CA's certificate. */
export function ConnectionActions({ caUrl, isReady, revealed, textOf, children }: ConnectionActionsProps) {
  const mayConnect = usePermissions().has('database:connect')
  const { shown, isPending, read, show, hide } = revealed
  const whole = async () => {
    const known = shown ?? (await read())
    return known && textOf(known)
  }
  return (
    <div className={styles.actions}>
      <CopyButton
        label={words.copy}
        tone="primary"
        value={whole}
        isDisabled={!isReady || !mayConnect}
        describedBy="connection-ready"
        shortcut="y"
      />
      {shown ? (
        <Button icon="eye-off" onClick={hide}>
          {words.hide}
        </Button>
      ) : (
        <Button
          icon="eye"
          isBusy={isPending}
          isDisabled={!mayConnect}
          onClick={() => void show()}
          aria-describedby="connection-audit"
        >
          {words.reveal}
        </Button>
      )}
      <a className={buttonClass()} href={caUrl} download="holdfast-ca.pem">
        <Icon name="download" />
        {words.ca}
      </a>
      {children}
    </div>
  )
}
