import type { AlertView } from '@holdfast/shared/contract/alert-routes'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useOrganization } from '../people/index.ts'

interface SubjectLinkProps {
  subject: AlertView['subject']
  children: ReactNode
}

/** The way to what an alert is about, by the kind of its id; only words where there is no page of it. */
export function SubjectLink({ subject, children }: SubjectLinkProps) {
  const { word: org } = useOrganization()
  const [kind] = subject.split('_')
  if (kind === 'db')
    return (
      <Link to="/o/$org/d/$db" params={{ org, db: subject }}>
        {children}
      </Link>
    )
  if (kind === 'ho')
    return (
      <Link to="/o/$org/hosts/$host" params={{ org, host: subject }}>
        {children}
      </Link>
    )
  if (kind === 'op')
    return (
      <Link to="/o/$org/operations/$id" params={{ org, id: subject }}>
        {children}
      </Link>
    )
  if (kind === 'wh')
    return (
      <Link to="/o/$org/webhooks/$webhook" params={{ org, webhook: subject }}>
        {children}
      </Link>
    )
  return children
}
