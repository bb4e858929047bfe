import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { Segments } from '../ui/segments.tsx'
import { chooseTheme, chosenTheme, type Theme } from '../ui/theme.ts'
import styles from './account-menu.module.css'
import { addressWordOf } from './membership.ts'
import { useSignOut } from './queries.ts'
import { text } from './text.ts'

const themes: readonly (readonly [Theme, string])[] = [
  ['system', text.account.themes.system],
  ['light', text.account.themes.light],
  ['dark', text.account.themes.dark],
]

/** Who is signed in, their organizations, the theme, and the way out. */
export function AccountMenu({ person }: { person: PersonView }) {
  const [theme, setTheme] = useState(chosenTheme)
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
          <Segments
            label={text.account.theme}
            choices={themes}
            chosen={theme}
            onChoose={(next) => {
              chooseTheme(next)
              setTheme(next)
            }}
          />
        </div>
        <Button isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
          {text.account.signOut}
        </Button>
      </div>
    </Disclosure>
  )
}
