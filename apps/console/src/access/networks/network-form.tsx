import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AsCommand } from '../../commands/index.ts'
import { useDatabaseChanges } from '../../databases/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ConflictQuestion, ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { useToast } from '../../ui/toasts.tsx'
import styles from '../access.module.css'
import { pathOf } from '../path-of.ts'
import { text } from '../text.ts'
import { contains, networkOf } from './contains.ts'
import { LockOutWarning } from './lock-out-warning.tsx'
import { linesOf, wrongIn } from './network-lines.ts'
import { ownAddressQuery, useSetNetworks } from './queries.ts'

const words = text.networks
const most = 100

function judge(typed: string): true | string {
  const networks = linesOf(typed)
  if (networks.length === 0) return words.required
  if (networks.length > most) return words.tooMany
  const wrong = wrongIn(networks)
  return wrong === undefined || words.wrong(wrong)
}

/** From where clients may come. Whoever would lock their own address out is told before. */
export function NetworkForm({ database }: { database: DatabaseView }) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const own = useQuery(ownAddressQuery()).data ?? null
  const save = useSetNetworks(organization, database)
  const { readAgain } = useDatabaseChanges(organization)
  const showToast = useToast()
  const [isSure, setIsSure] = useState(false)
  const [isAsked, setIsAsked] = useState(false)
  const { form, problem, conflict, revision, submit } = useProblemForm<{ networks: string }>({
    defaultValues: { networks: database.allowedNetworks.join('\n') },
    shared: {
      revision: database.revision,
      theirs: async () => ({ networks: (await readAgain(database.id)).allowedNetworks.join('\n') }),
    },
  })
  const { errors, isSubmitting } = form.formState
  const networks = linesOf(form.watch('networks'))
  const isLockedOut = own !== null && !networks.some((network) => contains(network, own))
  return (
    <Section title={words.title}>
      <p className={styles.about}>{words.about}</p>
      <Form
        onSubmit={submit(async (wanted) => {
          if (isLockedOut && !isSure) return setIsAsked(true)
          await save.mutateAsync({ version: revision(), allowedNetworks: linesOf(wanted.networks) })
          showToast({ words: words.saved })
          setIsSure(false)
          setIsAsked(false)
        })}
      >
        <Field label={words.field} hint={words.hint} error={errors.networks?.message} isMono>
          {(control) => (
            <textarea
              {...control}
              className={`${control.className} ${styles.lines}`}
              rows={Math.max(3, networks.length + 1)}
              spellCheck={false}
              {...form.register('networks', { validate: judge })}
            />
          )}
        </Field>
        <OnlyMe own={own} onChoose={(network) => form.setValue('networks', network, { shouldDirty: true })} />
        {isLockedOut && own && <LockOutWarning address={own} isSure={isSure} isAsked={isAsked} onSure={setIsSure} />}
        {problem && <ShownProblem problem={problem} />}
        <ConflictQuestion conflict={conflict} labels={{ networks: words.field }} />
        {!mayChange && <p>{needsPermission('database:change')}</p>}
        <Button type="submit" isBusy={isSubmitting} busyLabel={text.busyLabel} isDisabled={!mayChange}>
          {words.save}
        </Button>
      </Form>
      <AsCommand
        holdfast={['network', 'set', database.name, networks.join(',') || 'NETWORKS']}
        request={{ method: 'PATCH', path: pathOf(database.name), body: { allowedNetworks: networks } }}
      />
    </Section>
  )
}

function OnlyMe({ own, onChoose }: { own: string | null; onChoose: (network: string) => void }) {
  return (
    <div className={styles.actions}>
      <Button isDisabled={own === null} onClick={() => own && onChoose(networkOf(own))}>
        {words.onlyMe}
      </Button>
      <span className={styles.note}>{own ? words.onlyMeHint(own) : words.unknownAddress}</span>
    </div>
  )
}
