import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { CapacityBar } from '../ui/capacity-bar.tsx'
import { formatBytes, formatShare } from '../ui/numbers.ts'
import { type Column, Table } from '../ui/table.tsx'
import styles from './database-list.module.css'
import { DatabaseStatus } from './database-status.tsx'
import { shortVersion } from './short-version.ts'
import { text } from './text.ts'

const calm: ReadonlySet<string> = new Set(['running'])

/** Those that need a person first, then by name. Names are ASCII: a collator, which costs a phone 20 ms, would say the same. */
const byNeed = (one: DatabaseView, other: DatabaseView): number =>
  Number(calm.has(one.state)) - Number(calm.has(other.state)) || (one.name < other.name ? -1 : 1)

function DiskUse({ usedBytes, storageBytes }: Pick<DatabaseView, 'usedBytes' | 'storageBytes'>) {
  if (usedBytes === null) return formatBytes(storageBytes)
  const share = usedBytes / storageBytes
  return (
    <span className={styles.disk}>
      <CapacityBar share={share} />
      <span>
        {formatShare(share)} of {formatBytes(storageBytes)}
      </span>
    </span>
  )
}

/** The databases of the organization, one row each. */
export function DatabaseList({ databases }: { databases: readonly DatabaseView[] }) {
  const { word: org } = useOrganization()
  const { columns: heads, protected: isProtectedWord } = text.list
  const columns: readonly Column<DatabaseView>[] = [
    {
      head: heads.name,
      cell: ({ name, isProtected }) => (
        <>
          <Link className={styles.name ?? ''} to="/o/$org/d/$db" params={{ org, db: name }}>
            {name}
          </Link>
          {isProtected && <span className={styles.note}>{isProtectedWord}</span>}
        </>
      ),
    },
    {
      head: heads.state,
      cell: ({ state, because }) => (
        <>
          <DatabaseStatus state={state} />
          {!calm.has(state) && <span className={styles.because}>{because}</span>}
        </>
      ),
    },
    { head: heads.version, cell: ({ serverVersion, version }) => shortVersion(serverVersion, version), isFigure: true },
    { head: heads.size, cell: ({ size }) => size },
    { head: heads.disk, cell: (database) => <DiskUse {...database} /> },
    { head: heads.host, cell: ({ hostName }) => <code>{hostName ?? '–'}</code> },
  ]
  return <Table caption={text.list.title} columns={columns} rows={databases.toSorted(byNeed)} keyOf={({ id }) => id} />
}
