import type { LogicalDatabaseView, RoleView } from '@holdfast/shared/contract/access-views'
import type { ConnectionView } from '@holdfast/shared/contract/database-routes'
import { Field } from '../../ui/field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { type Address, addressesOf, type ConnectionChoice, doorOf, endpoints } from './connection-choice.ts'
import styles from './connection-panel.module.css'
import { formats, knowsHostLists } from './connection-string.ts'
import { connectText as words } from './text.ts'

interface ConnectionChoicesProps {
  connection: ConnectionView
  choice: ConnectionChoice
  onChoose: (part: Partial<ConnectionChoice>) => void
  roles: readonly RoleView[]
  role: RoleView | null
  onRole: (name: string) => void
  logicalDatabases: readonly Pick<LogicalDatabaseView, 'name'>[]
  database: string
  onDatabase: (name: string) => void
}

const endpointChoices = endpoints.map((each) => [each, words.endpoints[each]] as const)
const formatChoices = formats.map((each) => [each, words.formats[each]] as const)

/** Which door, called how, as whom, to which logical database, written for what. */
export function ConnectionChoices(props: ConnectionChoicesProps) {
  const { connection, choice, onChoose } = props
  const { format, endpoint, address } = choice
  const ways = addressesOf(doorOf(connection, endpoint)).filter((way) => way !== 'hosts' || knowsHostLists(format))
  const wayChoices = ways.map((way) => [way, words.addresses[way]] as const)
  const way: Address = ways.includes(address) ? address : 'host'
  return (
    <div className={styles.choices}>
      <Segments
        label={words.format}
        choices={formatChoices}
        chosen={format}
        onChoose={(next) => onChoose({ format: next })}
      />
      <div className={styles.row}>
        {connection.pooled && (
          <Segments
            label={words.endpoint}
            choices={endpointChoices}
            chosen={endpoint}
            onChoose={(next) => onChoose({ endpoint: next })}
          />
        )}
        {ways.length > 1 && (
          <Segments
            label={words.address}
            choices={wayChoices}
            chosen={way}
            onChoose={(next) => onChoose({ address: next })}
          />
        )}
      </div>
      <Subjects {...props} />
    </div>
  )
}

/** As whom, to which logical database, and where the CA's certificate lies. */
function Subjects({
  connection,
  choice,
  onChoose,
  roles,
  role,
  onRole,
  logicalDatabases,
  database,
  onDatabase,
}: ConnectionChoicesProps) {
  return (
    <div className={styles.row}>
      <Field label={words.role}>
        {(control) => (
          <select {...control} value={role?.name ?? ''} onChange={({ target }) => onRole(target.value)}>
            <option value="">{words.mainRole(connection.role)}</option>
            {roles.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.database}>
        {(control) => (
          <select {...control} value={database} onChange={({ target }) => onDatabase(target.value)}>
            {logicalDatabases.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.caFile} isMono>
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            placeholder={connection.caPath}
            value={choice.caFile}
            onChange={({ target }) => onChoose({ caFile: target.value })}
          />
        )}
      </Field>
    </div>
  )
}
