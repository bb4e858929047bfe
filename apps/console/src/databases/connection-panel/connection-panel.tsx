import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Section } from '../../ui/section.tsx'
import { Segments } from '../../ui/segments.tsx'
import { connectionQuery } from '../queries.ts'
import { text } from '../text.ts'
import styles from './connection-panel.module.css'
import { ConnectionReadiness } from './connection-readiness.tsx'
import { connectionString, type Format, formats } from './connection-string.ts'
import { rememberedFormat, rememberFormat } from './remembered-format.ts'
import { useRevealed } from './use-revealed.ts'

const words = text.connect

/** How to connect, from the first second on; Copy works as soon as the string would. */
export function ConnectionPanel({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayConnect = usePermissions().has('database:connect')
  const connection = useSuspenseQuery(connectionQuery(organization, database.id)).data
  const { shown, isFirst, isPending, error, read, show, hide } = useRevealed(organization, database.id)
  const [format, setFormat] = useState<Format>(rememberedFormat)
  const { host, port, databaseName, role, caUrl, isReady } = connection
  const whole = async () => {
    const readNow = shown ?? (await read())
    return readNow && connectionString(readNow, format)
  }
  const choose = (next: Format) => {
    setFormat(next)
    rememberFormat(next)
  }
  const choices = formats.map((each) => [each, words.formats[each]] as const)
  return (
    <Section
      title={words.title}
      isPanel
      aside={<Segments label={words.format} choices={choices} chosen={format} onChoose={choose} />}
    >
      <CodeBlock code={connectionString(shown ?? connection, format)} label={words.codeLabel} />
      <div className={styles.actions}>
        <CopyButton
          label={words.copy}
          tone="primary"
          value={whole}
          isDisabled={!isReady || !mayConnect}
          describedBy="connection-ready"
        />
        {shown ? (
          <Button icon="eye-off" onClick={hide}>
            {words.hide}
          </Button>
        ) : (
          <Button
            icon="eye"
            isBusy={isPending}
            isDisabled={!mayConnect}
            onClick={() => void show()}
            aria-describedby="connection-audit"
          >
            {words.reveal}
          </Button>
        )}
        <a className={buttonClass()} href={caUrl} download="holdfast-ca.pem">
          <Icon name="download" />
          {words.ca}
        </a>
        <ConnectionReadiness database={database} connection={connection} />
      </div>
      {error && <ShownProblem problem={asProblem(error)} onRetry={() => void show()} />}
      <Facts
        facts={[
          [words.facts.host, <code key="host">{host}</code>],
          [words.facts.port, <code key="port">{port}</code>],
          [words.facts.database, <code key="database">{databaseName}</code>],
          [words.facts.role, <code key="role">{role}</code>],
          [words.facts.tls, words.tls],
        ]}
      />
      <div className={styles.notes}>
        <p id="connection-audit">
          {mayConnect ? words.audited : needsPermission('database:connect')}
          {shown && ` ${isFirst ? words.untilLeave : words.hidesIn}`}
        </p>
        <p>{words.caPlace}</p>
        <p>{words.direct}</p>
      </div>
    </Section>
  )
}
