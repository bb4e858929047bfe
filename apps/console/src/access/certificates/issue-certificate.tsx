import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { useState } from 'react'
import { AsCommand } from '../../commands/index.ts'
import { needsPermission, useOrganization, usePermissions } from '../../people/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { pathOf } from '../path-of.ts'
import { text } from '../text.ts'
import { Unfold } from '../unfold.tsx'
import { type CertificateFiles, IssuedCertificate } from './issued-certificate.tsx'
import { useIssueCertificate } from './queries.ts'

interface IssueCertificateProps {
  database: DatabaseView
  logins: readonly string[]
}

const words = text.certificates
const judgeDays = (typed: string) => (/^\d{1,3}$/.test(typed) && +typed >= 1 && +typed <= 365) || words.daysWrong

/** A certificate with a key that is made for it and shown this once. */
export function IssueCertificate({ database, logins }: IssueCertificateProps) {
  const { id: organization } = useOrganization()
  const mayChange = usePermissions().has('database:change')
  const issue = useIssueCertificate(organization, database)
  const showToast = useToast()
  const [made, setMade] = useState<CertificateFiles | null>(null)
  const { form, problem, key, submit } = useProblemForm<{ login: string; days: string }>({
    defaultValues: { login: logins[0] ?? '', days: '90' },
  })
  const { errors, isSubmitting } = form.formState
  const login = form.watch('login')
  const days = Number(form.watch('days'))
  return (
    <>
      {made && <IssuedCertificate made={made} onDone={() => setMade(null)} />}
      <Unfold word={words.fold}>
        <Form
          onSubmit={submit(async (wanted) => {
            const issued = await issue.mutateAsync({ login: wanted.login, days: Number(wanted.days), key })
            setMade({ login: wanted.login, ...issued })
            showToast({ words: words.issued })
            form.reset()
          })}
        >
          <Field label={words.login} error={errors.login?.message}>
            {(control) => (
              <select {...control} {...form.register('login')}>
                {logins.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label={words.days} error={errors.days?.message}>
            {(control) => (
              <input
                {...control}
                type="number"
                inputMode="numeric"
                min={1}
                max={365}
                {...form.register('days', { validate: judgeDays })}
              />
            )}
          </Field>
          {problem && <ShownProblem problem={problem} />}
          {!mayChange && <p>{needsPermission('database:change')}</p>}
          <Button type="submit" isBusy={isSubmitting} busyLabel={text.busyLabel} isDisabled={!mayChange}>
            {words.issue}
          </Button>
        </Form>
        <AsCommand
          holdfast={['client-certificate', 'issue', database.name, login, '--days', String(days), '--out', '.']}
          request={{ method: 'POST', path: pathOf(database.name, 'client-certificates'), body: { login, days } }}
        />
      </Unfold>
    </>
  )
}
