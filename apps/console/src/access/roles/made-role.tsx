import { Link } from '@tanstack/react-router'
import { useOrganization } from '../../people/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import styles from '../access.module.css'
import { text } from '../text.ts'

export interface RolePassword {
  readonly name: string
  readonly login: string
  readonly password: string
}

interface MadeRoleProps {
  made: RolePassword
  /** Name of the database. */
  database: string
  onDone: () => void
}

const words = text.roles

/** The password of a role that was made a moment ago. */
export function MadeRole({ made, database, onDone }: MadeRoleProps) {
  const { word: org } = useOrganization()
  const { name, login, password } = made
  return (
    <section className={styles.once} aria-label={words.once(name)}>
      <h3>{words.once(name)}</h3>
      <p>{words.onceLead}</p>
      <Facts
        facts={[
          [words.login, <code key="login">{login}</code>],
          [words.password, <code key="password">{password}</code>],
        ]}
      />
      <div className={styles.actions}>
        <CopyButton label={words.copyPassword} value={password} />
        <Link to="/o/$org/d/$db" params={{ org, db: database }} className={buttonClass()}>
          {words.toPanel}
        </Link>
        <Button tone="quiet" onClick={onDone}>
          {words.put}
        </Button>
      </div>
    </section>
  )
}
