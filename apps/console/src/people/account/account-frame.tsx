import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Part } from '../../problems/index.ts'
import { Mark } from '../../ui/mark.tsx'
import { Toasts } from '../../ui/toasts.tsx'
import { AccountMenu } from '../account-menu.tsx'
import { usePerson } from '../queries.ts'
import styles from './account-frame.module.css'
import { text } from './text.ts'

/** What stands around the pages that belong to no organization: the way back, the account, the content. */
export function AccountFrame() {
  const person = usePerson()
  const router = useRouter()
  const client = useQueryClient()

  // A session that ended anywhere ends here, with everything that was read in it.
  useEffect(() => {
    if (person) return
    client.clear()
    void router.invalidate()
  }, [person, router, client])

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
