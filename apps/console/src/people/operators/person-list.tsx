import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AsCommand } from '../../commands/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Section } from '../../ui/section.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { ShowMore } from '../listing/show-more.tsx'
import { usePages } from '../listing/use-pages.ts'
import styles from './operators.module.css'
import { PersonRowActions } from './person-row-actions.tsx'
import { peopleQuery } from './queries.ts'
import { text } from './text.ts'

const words = text.people

const columns: readonly Column<PersonView>[] = [
  {
    head: words.columns.email,
    cell: ({ id, email }) => (
      <span id={`person-${id}`} className={styles.name}>
        {email}
      </span>
    ),
  },
  {
    head: words.columns.organizations,
    cell: ({ memberships }) => words.organizations(memberships.map(({ name }) => name)),
  },
  { head: words.columns.operator, cell: ({ isOperator }) => (isOperator ? words.yes : words.no) },
  { head: words.columns.actions, cell: (person) => <PersonRowActions person={person} /> },
]

interface PersonListProps {
  /** Only whoever has this e-mail; empty: everybody. */
  email: string
  onFind: (email: string) => void
}

/** Everybody who has signed up, for operators. */
export function PersonList({ email, onFind }: PersonListProps) {
  const [typed, setTyped] = useState(email)
  const { pages, ...more } = usePages()
  const { items, isMore } = useSuspenseQuery(peopleQuery(email, pages)).data
  const [first] = items
  return (
    <Section title={words.title}>
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          onFind(typed.trim())
        }}
      >
        <Field label={words.find}>
          {(control) => (
            <input {...control} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        <Button type="submit">{words.search}</Button>
      </Form>
      {items.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Table caption={words.title} columns={columns} rows={items} keyOf={({ id }) => id} />
      )}
      <ShowMore isMore={isMore} {...more} />
      {first && (
        <AsCommand
          holdfast={['operator', 'set', first.email]}
          request={{ method: 'PUT', path: `/v1/people/${first.id}/operator`, body: { isOperator: true } }}
        />
      )}
    </Section>
  )
}
