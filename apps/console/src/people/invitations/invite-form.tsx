import { AsCommand } from '../../commands/index.ts'
import { ShownProblem, useProblemForm } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { roles } from '../members/abilities.ts'
import { RoleTable } from '../members/role-table.tsx'
import { text as memberText } from '../members/text.ts'
import { useRefusal } from '../members/use-refusal.ts'
import { useOrganization, usePermissions } from '../use-organization.ts'
import styles from './invite-form.module.css'
import { readAddresses } from './read-addresses.ts'
import { text } from './text.ts'
import { type InviteWish, useInviteAll } from './use-invite-all.ts'

const words = text.invite
const most = 20

const validateEmails = (typed: string) => {
  const { emails, wrong } = readAddresses(typed)
  if (wrong.length > 0) return words.wrong(wrong)
  if (emails.length === 0) return words.required
  return emails.length <= most || words.tooMany
}

/** Invites one or several people with one role. Whom the API refuses stays in the field, with the reason. */
export function InviteForm() {
  const { id: organization } = useOrganization()
  const isOwner = usePermissions().has('organization:own')
  const why = useRefusal('organization:manage')
  const { form, problem, submit } = useProblemForm<InviteWish>({ defaultValues: { emails: '', role: 'developer' } })
  const inviteAll = useInviteAll(organization, form)
  const { errors, isSubmitting } = form.formState
  const { emails: typed, role } = form.watch()
  const [email = words.example] = readAddresses(typed).emails

  return (
    <div className={styles.columns}>
      <Form onSubmit={submit(inviteAll)}>
        <Field label={words.emails} hint={words.emailsHint} error={errors.emails?.message}>
          {(control) => (
            <textarea
              {...control}
              className={classes(control.className, styles.emails)}
              autoComplete="off"
              spellCheck={false}
              {...form.register('emails', { validate: validateEmails })}
            />
          )}
        </Field>
        <Field label={words.role} hint={isOwner ? undefined : words.onlyOwners} error={errors.role?.message}>
          {(control) => (
            <select {...control} {...form.register('role')}>
              {roles.map((choice) => (
                <option key={choice} value={choice} disabled={choice === 'owner' && !isOwner}>
                  {memberText.roles[choice]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {problem && <ShownProblem problem={problem} />}
        {why && <p id="why-no-invitation">{why}</p>}
        <Button
          type="submit"
          tone="primary"
          isBusy={isSubmitting}
          busyLabel={words.busy}
          isDisabled={why !== undefined}
          aria-describedby={why && 'why-no-invitation'}
        >
          {words.submit}
        </Button>
        <AsCommand
          holdfast={['member', 'invite', email, '--role', role]}
          request={{ method: 'POST', path: '/v1/invitations', body: { email, role } }}
        />
      </Form>
      <div className={styles.table}>
        <RoleTable />
      </div>
    </div>
  )
}
