import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Link } from '@tanstack/react-router'
import { Button } from '../ui/button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import styles from './account-menu.module.css'
import { addressWordOf } from './membership.ts'
import { useSignOut } from './queries.ts'
import { text } from './text.ts'
import { ThemeChoice } from './theme-choice.tsx'

/** Who is signed in, their account and organizations, the theme, and the way out. */
export function AccountMenu({ person }: { person: PersonView }) {
  const signOut = useSignOut()
  return (
    <Disclosure
      label={text.account.open(person.email)}
      icon="user"
      word={<span className={styles.email}>{person.email}</span>}
    >
      <div className={styles.menu}>
        <p>
          <strong>{person.email}</strong>
          {person.isOperator && <span className={styles.note}>{text.account.operator}</span>}
        </p>
        <nav aria-label={text.account.pages}>
          <Link to="/account" className={styles.link ?? ''}>
            {text.account.own}
          </Link>
          {person.isOperator && (
            <Link to="/installation" className={styles.link ?? ''}>
              {text.account.installation}
            </Link>
          )}
        </nav>
        <nav aria-label={text.account.organizations}>
          <p className={styles.note}>{text.account.organizations}</p>
          <ul>
            {person.memberships.map((membership) => (
              <li key={membership.organizationId}>
                <Link
                  to="/o/$org/databases"
                  params={{ org: addressWordOf(membership, person.memberships) }}
                  className={styles.link ?? ''}
                >
                  {membership.name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div>
          <p className={styles.note}>{text.account.theme}</p>
          <ThemeChoice />
        </div>
        <Button isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
          {text.account.signOut}
        </Button>
      </div>
    </Disclosure>
  )
}
