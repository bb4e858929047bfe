import { useForm } from 'react-hook-form'
import { AsCommand } from '../commands/index.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/section.tsx'
import styles from './audit.module.css'
import { AuditFields, type AuditValues } from './audit-fields.tsx'
import { localOf, momentOf, momentsOf, writtenOf } from './range.ts'
import type { AuditSearch } from './search.ts'
import { text } from './text.ts'

const words = text.filter
const everything: AuditValues = { range: '', from: '', to: '', actor: '', what: '' }

/** A relative beginning without an end is one of the ranges; all else was chosen by hand. */
function valuesOf({ from, to, actor = '', what = '' }: AuditSearch): AuditValues {
  const known = words.ranges.find(([range]) => range === (from ?? ''))?.[0]
  const range = !to && known !== undefined ? known : 'chosen'
  const now = Date.now()
  return { range, from: localOf(momentOf(from, now)), to: localOf(momentOf(to, now)), actor, what }
}

/** Leaves out what is empty, so that addresses stay short. */
function searchOf({ range, from, to, actor, what }: AuditValues): AuditSearch {
  const begin = range === 'chosen' ? writtenOf(from) : range
  const end = range === 'chosen' ? writtenOf(to) : undefined
  return {
    ...(begin && { from: begin }),
    ...(end && { to: end }),
    ...(actor.trim() && { actor: actor.trim() }),
    ...(what && { what }),
  }
}

function pathOf(search: AuditSearch): string {
  const { actor, what } = search
  const query = new URLSearchParams({
    ...(what && { action: what }),
    ...(actor && { actor }),
    ...momentsOf(search, Date.now()),
  })
  return query.size > 0 ? `/v1/audit-events?${query}` : '/v1/audit-events'
}

interface AuditFilterProps {
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}

/** When, who and what; all of it goes into the address. */
export function AuditFilter({ search, onSearch }: AuditFilterProps) {
  const form = useForm<AuditValues>({ defaultValues: everything, values: valuesOf(search) })
  const values = { ...everything, ...form.watch() }
  const chosen = searchOf(values)
  return (
    <Section title={words.title}>
      <search>
        <Form onSubmit={form.handleSubmit((wanted) => onSearch(searchOf(wanted)))}>
          <AuditFields form={form} />
          <div className={styles.actions}>
            <Button type="submit">{words.submit}</Button>
            {Object.keys(search).length > 0 && (
              <Button tone="quiet" onClick={() => onSearch({})}>
                {words.clear}
              </Button>
            )}
          </div>
          <AsCommand
            holdfast={['audit', 'list', ...flagsOf(chosen)]}
            request={{ method: 'GET', path: pathOf(chosen) }}
          />
        </Form>
      </search>
    </Section>
  )
}

const flagsOf = (search: AuditSearch): string[] => {
  const { from, to } = momentsOf(search, Date.now())
  const flags = { actor: search.actor, action: search.what, from, to }
  return Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : []))
}
