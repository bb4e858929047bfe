import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Link } from '@tanstack/react-router'
import { addressWordOf, useOrganization } from '../people/index.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import styles from './organization-switcher.module.css'
import { text } from './text.ts'

/** The organization at hand; for a person of several, the way to the others. */
export function OrganizationSwitcher({ person: { memberships } }: { person: PersonView }) {
  const { id, name } = useOrganization()
  if (memberships.length < 2) return <span className={styles.name}>{name}</span>
  return (
    <Disclosure label={text.organization.switch(name)} word={<span className={styles.name}>{name}</span>} side="start">
      <ul className={styles.list} aria-label={text.organization.all}>
        {memberships.map((membership) => (
          <li key={membership.organizationId}>
            <Link
              to="/o/$org/databases"
              params={{ org: addressWordOf(membership, memberships) }}
              className={styles.link ?? ''}
              aria-current={membership.organizationId === id ? 'true' : undefined}
            >
              <span>{membership.name}</span>
              <span className={styles.role}>{membership.role}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
