import type { ConnectionView } from '@holdfast/shared/contract/database-routes'
import type { ReactNode } from 'react'
import { usePermissions } from '../../people/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { text } from '../text.ts'
import styles from './connection-panel.module.css'
import { connectionString, doorOf, type Endpoint, type Format } from './connection-string.ts'
import type { useRevealed } from './use-revealed.ts'

interface ConnectionActionsProps extends Pick<ConnectionView, 'caUrl' | 'isReady'> {
  endpoint: Endpoint
  format: Format
  revealed: ReturnType<typeof useRevealed>
  /** Whether it is ready, said beside the buttons. */
  children: ReactNode
}

const words = text.connect

/** Copy, which does not show the password; Reveal, which does; the CA's certificate. */
export function ConnectionActions({ caUrl, isReady, endpoint, format, revealed, children }: ConnectionActionsProps) {
  const mayConnect = usePermissions().has('database:connect')
  const { shown, isPending, read, show, hide } = revealed
  const whole = async () => {
    const known = shown ?? (await read())
    return known && connectionString(doorOf(known, endpoint), format)
  }
  return (
    <div className={styles.actions}>
      <CopyButton
        label={words.copy}
        tone="primary"
        value={whole}
        isDisabled={!isReady || !mayConnect}
        describedBy="connection-ready"
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
