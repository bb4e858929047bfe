import type { ClientCertificateView } from '@holdfast/shared/contract/access-views'
import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { rolesQuery } from '../../databases/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { Status } from '../../ui/status.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { useToast } from '../../ui/toasts.tsx'
import styles from '../access.module.css'
import { text } from '../text.ts'
import { IssueCertificate } from './issue-certificate.tsx'
import { clientCertificatesQuery, useRevokeCertificate } from './queries.ts'

const words = text.certificates
const tones = { valid: 'ok', revoked: 'bad', expired: 'quiet' } as const

function Revoke({ database, certificate }: { database: DatabaseView; certificate: ClientCertificateView }) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const revoke = useRevokeCertificate(organization, database)
  const showToast = useToast()
  if (certificate.state !== 'valid') return text.none
  return (
    <>
      <Button
        isBusy={revoke.isPending}
        busyLabel={text.busyLabel}
        isDisabled={!mayChange}
        title={mayChange ? undefined : needsPermission('database:change')}
        onClick={() => revoke.mutate(certificate.serial, { onSuccess: () => showToast({ words: words.revoked }) })}
      >
        {words.revoke(certificate.serial.slice(0, 8))}
      </Button>
      {revoke.isError && <ShownProblem problem={asProblem(revoke.error)} />}
    </>
  )
}

const columnsOf = (database: DatabaseView): readonly Column<ClientCertificateView>[] => [
  { head: words.columns.login, cell: ({ login }) => <code>{login}</code> },
  { head: words.columns.serial, cell: ({ serial }) => <code>{serial.slice(0, 8)}</code> },
  { head: words.columns.state, cell: ({ state }) => <Status tone={tones[state]} word={words.states[state]} /> },
  { head: words.columns.expires, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
  { head: words.columns.act, cell: (certificate) => <Revoke database={database} certificate={certificate} /> },
]

/** The client certificates that were issued, and a new one. */
export function CertificateDesk({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const certificates = useSuspenseQuery(clientCertificatesQuery(organization, database.id)).data
  const roles = useSuspenseQuery(rolesQuery(organization, database.id)).data
  const logins = roles.flatMap((role) => (role.isPlatformMade && role.state !== 'deleting' ? role.logins : []))
  return (
    <Section title={words.title}>
      <p className={styles.about}>{words.about}</p>
      {certificates.length === 0 ? (
        <p>{words.empty}</p>
      ) : (
        <Table caption={words.title} columns={columnsOf(database)} rows={certificates} keyOf={({ serial }) => serial} />
      )}
      {logins.length === 0 ? (
        <p className={styles.about}>{words.noLogins}</p>
      ) : (
        <IssueCertificate key={logins.join()} database={database} logins={logins} />
      )}
    </Section>
  )
}
