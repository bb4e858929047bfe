import { Icon } from '../../ui/icon.tsx'
import styles from '../access.module.css'
import { text } from '../text.ts'

interface LockOutWarningProps {
  address: string
  isSure: boolean
  /** True when saving was tried without the confirmation. */
  isAsked: boolean
  onSure: (isSure: boolean) => void
}

/** Told while typing, before anything is saved. */
export function LockOutWarning({ address, isSure, isAsked, onSure }: LockOutWarningProps) {
  return (
    <div role="status">
      <p className={styles.warning}>
        <Icon name="triangle-alert" />
        {text.networks.outside(address)}
      </p>
      <label className={styles.check}>
        <input type="checkbox" checked={isSure} onChange={({ target }) => onSure(target.checked)} />
        {text.networks.sure}
      </label>
      {isAsked && !isSure && <p className={styles.refused}>{text.networks.sureRequired}</p>}
    </div>
  )
}
