import styles from '../access.module.css'
import { text } from '../text.ts'
import type { GrantPreset, Grants } from './role-values.ts'

interface GrantTableProps {
  databases: readonly string[]
  grants: Grants
  onChange: (grants: Grants) => void
}

const words = text.roles
const presets = ['none', 'read', 'write', 'owner'] as const

/** A choice for each logical database. */
export function GrantTable({ databases, grants, onChange }: GrantTableProps) {
  const give = (database: string, chosen: string) => {
    const preset = presets.find((known): known is GrantPreset => known !== 'none' && known === chosen)
    onChange({ ...grants, [database]: preset })
  }
  return (
    <>
      <table className={styles.grants}>
        <caption>{words.grantsTitle}</caption>
        <tbody>
          {databases.map((database) => (
            <tr key={database}>
              <th scope="row">{database}</th>
              <td>
                <select
                  aria-label={words.grantOf(database)}
                  value={grants[database] ?? 'none'}
                  onChange={({ target }) => give(database, target.value)}
                >
                  {presets.map((preset) => (
                    <option key={preset} value={preset}>
                      {words.presets[preset]}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.about}>{words.grantsHint}</p>
    </>
  )
}
