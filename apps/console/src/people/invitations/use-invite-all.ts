import type { MemberRole } from '@holdfast/shared/contract/permissions'
import type { UseFormReturn } from 'react-hook-form'
import { asProblem } from '../../api/problem.ts'
import { useInvitationChanges } from './queries.ts'
import { readAddresses } from './read-addresses.ts'
import { text } from './text.ts'

export interface InviteWish {
  emails: string
  role: MemberRole
}

/** Invites one address after the other. Who is refused stays in the field with the reason; what is about none of them stops. */
export function useInviteAll(organization: string, form: UseFormReturn<InviteWish>) {
  const { invite } = useInvitationChanges(organization)
  return async ({ emails, role }: InviteWish): Promise<void> => {
    const left = new Set(readAddresses(emails).emails)
    const reasons: string[] = []
    for (const email of [...left])
      await invite.mutateAsync({ email, role }).then(
        () => left.delete(email),
        (error: unknown) => {
          const { code, document } = asProblem(error)
          if (code !== 'already-member' && code !== 'already-invited' && code !== 'invalid-input') {
            form.setValue('emails', [...left].join('\n'))
            throw error
          }
          reasons.push(text.invite.refused(email, document.errors?.[0]?.detail ?? document.detail))
        },
      )
    form.setValue('emails', [...left].join('\n'))
    if (reasons.length > 0) form.setError('emails', { message: reasons.join(' ') }, { shouldFocus: true })
  }
}
