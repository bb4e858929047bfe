import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { AsCommand } from './as-command.tsx'
import styles from './create-form.module.css'
import { type CreateValues, firstValues, wishOf } from './create-values.ts'
import { createDatabase, databasesQuery, enginesQuery, sizesQuery } from './queries.ts'
import { SizeChoice } from './size-choice.tsx'
import { text } from './text.ts'

interface CreateFormProps {
  /** A size named in the address. */
  size: string | undefined
  onCreated: (database: DatabaseView) => Promise<void>
  /** Beside the form: what helps to choose. */
  children: ReactNode
}

const namePattern = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,59}$/
const words = text.create

/** Everything is chosen beforehand; one click is enough. */
export function CreateForm({ size, onCreated, children }: CreateFormProps) {
  const { id: organization, word: org } = useOrganization()
  const client = useQueryClient()
  const mayCreate = usePermissions().has('database:create')
  const sizes = useSuspenseQuery(sizesQuery(organization)).data.items
  const [engine] = useSuspenseQuery(enginesQuery(organization)).data.items
  const present = useSuspenseQuery(databasesQuery(organization)).data.items
  const [defaultValues] = useState(() => firstValues({ engine, sizes, size, taken: present.map(({ name }) => name) }))
  const { form, problem, key, submit } = useProblemForm<CreateValues>({
    defaultValues,
    fieldsOfCodes: { 'name-taken': 'name' },
  })
  const { errors, isSubmitting } = form.formState
  const values = { ...defaultValues, ...form.watch() }
  return (
    <div className={styles.columns}>
      <Form
        onSubmit={submit(async (wanted) =>
          onCreated(await createDatabase(client, organization, { body: wishOf(wanted, engine), key })),
        )}
      >
        <Field label={words.name} hint={words.nameHint} error={errors.name?.message} isMono>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              {...form.register('name', {
                required: words.nameRequired,
                pattern: { value: namePattern, message: words.nameWrong },
              })}
            />
          )}
        </Field>
        <SizeChoice sizes={sizes} register={form.register('size')} error={errors.size?.message} />
        <Field label={words.storage} hint={words.storageHint} error={errors.storageBytes?.message}>
          {(control) => (
            <input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              step={1}
              {...form.register('storageBytes', {
                required: words.storageWrong,
                pattern: { value: /^[1-9]\d*$/, message: words.storageWrong },
              })}
            />
          )}
        </Field>
        <Field label={words.version} error={errors.version?.message}>
          {(control) => (
            <select {...control} {...form.register('version')}>
              {engine?.versions.map((version) => (
                <option key={version} value={version}>
                  {engine.displayName} {version}
                </option>
              ))}
            </select>
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        {!mayCreate && <p id="may-not-create">{needsPermission('database:create')}</p>}
        <div className={styles.actions}>
          <Button
            type="submit"
            tone="primary"
            isBusy={isSubmitting}
            isDisabled={!mayCreate}
            busyLabel={words.busy}
            aria-describedby={mayCreate ? undefined : 'may-not-create'}
          >
            {words.submit}
          </Button>
          <Link to="/o/$org/databases" params={{ org }} className={buttonClass()}>
            {words.cancel}
          </Link>
        </div>
      </Form>
      <div className={styles.aside}>
        {children}
        <AsCommand values={values} />
      </div>
    </div>
  )
}
