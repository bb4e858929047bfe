import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useOrganization } from '../people/index.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import styles from './audit.module.css'
import { AuditEntry } from './audit-entry.tsx'
import { auditQuery } from './queries.ts'
import type { AuditSearch } from './search.ts'
import { text } from './text.ts'

const words = text.entries

/** The trail, newest first, as far as it was asked for. */
export function AuditEntries({ search }: { search: AuditSearch }) {
  const { id } = useOrganization()
  const query = useSuspenseInfiniteQuery(auditQuery(id, search))
  const entries = query.data.pages.flatMap(({ items }) => items)
  const isSearched = Object.keys(search).length > 0
  return (
    <Section title={words.title}>
      {entries.length === 0 ? (
        <p>{isSearched ? words.noneLikeThese : words.none}</p>
      ) : (
        <ul className={styles.entries}>
          {entries.map((entry) => (
            <AuditEntry key={entry.sequence} entry={entry} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <div>
          <Button
            isBusy={query.isFetchingNextPage}
            busyLabel={words.loading}
            onClick={() => void query.fetchNextPage()}
          >
            {words.more}
          </Button>
        </div>
      ) : (
        entries.length > 0 && <p className={styles.note}>{words.end}</p>
      )}
    </Section>
  )
}
