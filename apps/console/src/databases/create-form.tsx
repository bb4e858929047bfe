import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { AsCommand } from '../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../people/index.ts'
import { Part, ShownProblem, useProblemForm } from '../problems/index.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { CreateFields } from './create-fields.tsx'
import styles from './create-form.module.css'
import { type CreateValues, createWords, firstValues, wishOf } from './create-values.ts'
import { createDatabase, databasesQuery, enginesQuery, sizesQuery } from './queries.ts'
import { QuotaLeft } from './quota-left.tsx'
import { text } from './text.ts'

interface CreateFormProps {
  /** A size named in the address. */
  size: string | undefined
  onCreated: (database: DatabaseView) => Promise<void>
  /** Beside the form: what helps to choose. */
  children: ReactNode
}

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
  const { isSubmitting } = form.formState
  const values = { ...defaultValues, ...form.watch() }
  return (
    <div className={styles.columns}>
      <Form
        onSubmit={submit(async (wanted) =>
          onCreated(await createDatabase(client, organization, { body: wishOf(wanted, engine), key })),
        )}
      >
        <CreateFields form={form} sizes={sizes} engine={engine} />
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
        <Part lines={5}>
          <QuotaLeft values={values} sizes={sizes} />
        </Part>
        <AsCommand
          holdfast={createWords(values)}
          request={{ method: 'POST', path: '/v1/databases', body: wishOf(values, engine) }}
        />
      </div>
    </div>
  )
}
