import type { RoleView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { useOrganization } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Section } from '../../ui/section.tsx'
import { connectionQuery, logicalDatabasesQuery, rolesQuery } from '../queries.ts'
import { ConnectionActions } from './connection-actions.tsx'
import { ConnectionChoices } from './connection-choices.tsx'
import { ConnectionNotes } from './connection-notes.tsx'
import { ConnectionReadiness } from './connection-readiness.tsx'
import { connectText as words } from './text.ts'
import { useConnectionChoice } from './use-connection-choice.ts'
import { useRevealed } from './use-revealed.ts'
import { passesPooler, writeConnection } from './write-connection.ts'

/** How to connect, from the first second on; Copy works as soon as the string would. */
export function ConnectionPanel({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const roles = useQuery(rolesQuery(organization, database.id)).data?.filter(isOffered) ?? []
  const [name, setName] = useState('')
  const role = roles.find((known) => known.name === name) ?? null
  return (
    <Section title={words.title} isPanel>
      <ConnectionOf key={role?.name ?? ''} database={database} roles={roles} role={role} onRole={setName} />
    </Section>
  )
}

const isOffered = ({ isPlatformMade, state }: RoleView) => isPlatformMade && state !== 'deleting'

interface ConnectionOfProps {
  database: DatabaseView
  roles: readonly RoleView[]
  role: RoleView | null
  onRole: (name: string) => void
}

/** Why the string of this role would not work, though the database is ready. */
function whyNot(role: RoleView | null): string | null {
  if (role === null) return null
  if (role.grants.length === 0) return words.noGrant(role.name)
  return role.state === 'creating' || role.state === 'refused' ? words.roleNotReady(role.name, role.because) : null
}

function ConnectionOf({ database, roles, role, onRole }: ConnectionOfProps) {
  const { id: organization } = useOrganization()
  const read = useSuspenseQuery(connectionQuery(organization, database.id)).data
  const known = useQuery(logicalDatabasesQuery(organization, database.id)).data ?? []
  const revealed = useRevealed({ organization, id: database.id, role: role?.name ?? null })
  const [choice, choose] = useConnectionChoice()
  const [wanted, setWanted] = useState('')
  const connection = { ...read, pooled: passesPooler(role) ? read.pooled : null }
  const named = role ? role.grants.map((grant) => grant.database) : known.filter(isThere).map((each) => each.name)
  const within = named.length > 0 ? named : [connection.databaseName]
  const first = within.includes(connection.databaseName) ? connection.databaseName : (within[0] ?? '')
  const logical = within.includes(wanted) ? wanted : first
  const because = connection.isReady ? whyNot(role) : connection.because
  const login = role ? (role.logins[0] ?? role.name) : connection.role
  const chosen = { connection, choice, role, database: logical }
  return (
    <>
      <ConnectionChoices
        connection={connection}
        choice={choice}
        onChoose={choose}
        roles={roles}
        role={role}
        onRole={onRole}
        logicalDatabases={within.map((name) => ({ name }))}
        database={logical}
        onDatabase={setWanted}
      />
      <CodeBlock code={writeConnection(chosen, revealed.shown ?? { login, password: null })} label={words.codeLabel} />
      <ConnectionActions
        caUrl={connection.caUrl}
        isReady={because === null}
        revealed={revealed}
        textOf={(secret) => writeConnection(chosen, secret)}
      >
        <ConnectionReadiness database={database} connection={connection} because={because} />
      </ConnectionActions>
      {revealed.asked}
      {revealed.error && <ShownProblem problem={asProblem(revealed.error)} onRetry={() => void revealed.show()} />}
      <ConnectionNotes {...chosen} login={revealed.shown?.login ?? login} revealed={revealed} />
    </>
  )
}

const isThere = ({ state }: { state: string }) => state === 'present'
