import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { Icon } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { DatabaseList } from './database-list.tsx'
import styles from './databases-overview.module.css'
import { databasesQuery } from './queries.ts'
import { text } from './text.ts'

interface DatabasesOverviewProps {
  /** Part of a name to look for. */
  q: string
  onFind: (q: string) => void
}

function FirstRun() {
  const { word: org } = useOrganization()
  const { empty, emptyBecause, emptyCode, emptyCodeLabel, create } = text.list
  return (
    <div className={styles.empty}>
      <Mark size={48} />
      <h2>{empty}</h2>
      <p>{emptyBecause}</p>
      <Link to="/o/$org/databases/new" params={{ org }} className={buttonClass('primary')} aria-keyshortcuts="c">
        <Icon name="plus" />
        {create}
      </Link>
      <CodeBlock code={emptyCode} label={emptyCodeLabel} />
    </div>
  )
}

/** One sentence, then the databases; or what to do when there is none. */
export function DatabasesOverview({ q, onFind }: DatabasesOverviewProps) {
  const { id, word: org } = useOrganization()
  const { items } = useSuspenseQuery(databasesQuery(id)).data
  if (items.length === 0) return <FirstRun />
  const ill = items.filter(({ state }) => state !== 'running').map(({ name }) => name)
  const found = items.filter(({ name }) => name.includes(q.toLowerCase()))
  return (
    <>
      <p className={styles.sentence}>{text.list.summary(items.length - ill.length, ill)}</p>
      <div className={styles.tools}>
        <label className={styles.find}>
          <span>{text.list.find}</span>
          <input type="search" aria-keyshortcuts="/" value={q} onChange={(event) => onFind(event.target.value)} />
        </label>
        <Link to="/o/$org/databases/new" params={{ org }} className={buttonClass('primary')} aria-keyshortcuts="c">
          <Icon name="plus" />
          {text.list.create}
        </Link>
      </div>
      {found.length === 0 ? <p>{text.list.emptyFiltered(q)}</p> : <DatabaseList databases={found} />}
    </>
  )
}
