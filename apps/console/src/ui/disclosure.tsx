import { type ReactNode, useId, useState } from 'react'
import { buttonClass } from './button.tsx'
import { classes } from './classes.ts'
import styles from './disclosure.module.css'
import { Icon, type IconName } from './icon.tsx'

interface DisclosureProps {
  /** The name of the button for those who do not see its word. */
  label: string
  word: ReactNode
  icon?: IconName
  /** The edge of the button that the panel keeps to. */
  side?: 'start' | 'end'
  children: ReactNode
}

/** A button that opens a panel of links and choices; the platform's own popover closes it on Escape and outside clicks. */
export function Disclosure({ label, word, icon, side = 'end', children }: DisclosureProps) {
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
      {/* biome-ignore lint/a11y: only closes behind a link that was followed, by whatever means */}
      <div
        className={classes(styles.panel, side === 'start' && styles.start)}
        id={id}
        popover="auto"
        onBeforeToggle={(event) => event.newState === 'open' && setIsOpen(true)}
        onToggle={(event) => setIsOpen(event.newState === 'open')}
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('a')) event.currentTarget.hidePopover()
        }}
      >
        {isOpen && children}
      </div>
    </>
  )
}
