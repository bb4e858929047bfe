import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem } from '../api/problem.ts'
import { AsCommand } from '../commands/index.ts'
import { useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem } from '../problems/index.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/section.tsx'
import styles from './add-host.module.css'
import { HostToCome } from './host-to-come.tsx'
import { hostsQuery, useCreateJoinToken } from './queries.ts'
import { text } from './text.ts'

const words = text.add

/** The command that brings another machine in, and the wait for its first word. */
export function AddHost() {
  const { id } = useOrganization()
  const mayManage = usePermissions().has('host:manage')
  const { items } = useSuspenseQuery(hostsQuery(id)).data
  const create = useCreateJoinToken(id)
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set())
  const make = () => {
    setKnown(new Set(items.map((host) => host.id)))
    create.mutate({})
  }
  return (
    <Section title={words.title} isPanel>
      <div className={styles.add}>
        <p>{words.lead}</p>
        <p className={styles.note}>{words.limits}</p>
        {create.isError && <ShownProblem problem={asProblem(create.error)} onRetry={make} />}
        {create.data && <HostToCome terms={create.data} hosts={items.filter((host) => !known.has(host.id))} />}
        {!mayManage && <p id="may-not-add-host">{words.operatorOnly}</p>}
        <Button
          isBusy={create.isPending}
          busyLabel={words.busy}
          isDisabled={!mayManage}
          aria-describedby={mayManage ? undefined : 'may-not-add-host'}
          onClick={make}
        >
          {create.data ? words.again : words.submit}
        </Button>
        <AsCommand
          holdfast={['host', 'join-command']}
          request={{ method: 'POST', path: '/v1/hosts/join-tokens', body: {} }}
        />
      </div>
    </Section>
  )
}
