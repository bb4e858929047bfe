import { type ReactNode, useId, useState } from 'react'
import { buttonClass } from './button.tsx'
import styles from './disclosure.module.css'
import { Icon, type IconName } from './icon.tsx'

interface DisclosureProps {
  /** The name of the button for those who do not see its word. */
  label: string
  word: ReactNode
  icon?: IconName
  children: ReactNode
}

/** A button that opens a panel of links and choices; the platform's own popover closes it on Escape and outside clicks. */
export function Disclosure({ label, word, icon, children }: DisclosureProps) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={buttonClass('quiet')}
        popoverTarget={id}
        aria-expanded={isOpen}
        aria-label={label}
      >
        {icon && <Icon name={icon} />}
        {word}
        <Icon name="chevron-down" />
      </button>
      <div className={styles.panel} id={id} popover="auto" onToggle={(event) => setIsOpen(event.newState === 'open')}>
        {children}
      </div>
    </>
  )
}
