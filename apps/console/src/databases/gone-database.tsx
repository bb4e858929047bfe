import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { formatMinute } from '../ui/moments.ts'
import { text } from './text.ts'

/** In the place of the connection panel when the database is deleted: until when, and where it can be brought back. */
export function GoneDatabase({ database }: { database: DatabaseView }) {
  const { word: org } = useOrganization()
  const { recoverableUntil } = database
  return (
    <>
      {recoverableUntil && <p>{text.gone.sentence(formatMinute(Date.parse(recoverableUntil)))}</p>}
      <div>
        <Link to="/o/$org/databases" params={{ org }} className={buttonClass()}>
          {text.gone.toList}
        </Link>
      </div>
    </>
  )
}
