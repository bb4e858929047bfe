import { Link, Outlet } from '@tanstack/react-router'
import { Part } from '../../problems/index.ts'
import { Mark } from '../../ui/mark.tsx'
import { Toasts } from '../../ui/toasts.tsx'
import { AccountMenu } from '../account-menu.tsx'
import { usePresentPerson } from '../use-present-person.ts'
import styles from './account-frame.module.css'
import { text } from './text.ts'

/** What stands around the pages that belong to no organization: the way back, the account, the content. */
export function AccountFrame() {
  const person = usePresentPerson()
  if (!person) return null
  return (
    <Toasts>
      <div className={styles.frame}>
        <a className={styles.skip} href="#content">
          {text.skip}
        </a>
        <header className={styles.bar}>
          <Link to="/" className={styles.home ?? ''}>
            <Mark size={24} />
            {text.back}
          </Link>
          <AccountMenu person={person} />
        </header>
        <main id="content" tabIndex={-1}>
          <Part lines={8}>
            <Outlet />
          </Part>
        </main>
      </div>
    </Toasts>
  )
}
