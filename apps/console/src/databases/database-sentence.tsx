import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import styles from './database-sentence.module.css'
import { DatabaseStatus } from './database-status.tsx'
import { statusSentence } from './status-sentence.ts'

/** How the database is, in words. */
export function DatabaseSentence({ database }: { database: DatabaseView }) {
  return (
    <p className={styles.sentence}>
      <DatabaseStatus state={database.state} /> <span>{statusSentence(database)}</span>
    </p>
  )
}
