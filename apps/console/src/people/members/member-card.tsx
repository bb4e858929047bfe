import type { MemberView } from '@holdfast/shared/contract/member-routes'
import { Facts } from '../../ui/facts.tsx'
import { Time } from '../../ui/time.tsx'
import { usePerson } from '../queries.ts'
import { Leave } from './leave.tsx'
import { RemoveMember } from './remove-member.tsx'
import { ResetLink } from './reset-link.tsx'
import { RoleForm } from './role-form.tsx'
import { text } from './text.ts'
import { Transfer } from './transfer.tsx'

interface MemberCardProps {
  member: MemberView
  onRemoved: () => Promise<void>
  onLeft: () => Promise<void>
}

/** Everything that can be done about one member; about oneself it is only the role and the way out. */
export function MemberCard({ member, onRemoved, onLeft }: MemberCardProps) {
  const isYou = usePerson()?.id === member.id
  const { facts } = text
  return (
    <>
      <Facts
        facts={[
          [facts.role, text.roles[member.role]],
          [facts.since, <Time key="since" at={member.since} />],
          [facts.operator, member.isOperator ? facts.yes : facts.no],
        ]}
      />
      <RoleForm key={member.role} member={member} />
      {isYou ? (
        <Leave onLeft={onLeft} />
      ) : (
        <>
          <ResetLink member={member} />
          <Transfer member={member} />
          <RemoveMember member={member} onRemoved={onRemoved} />
        </>
      )}
    </>
  )
}
