import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { AuditEntries, AuditFilter, auditText } from '../audit/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/audit')

export function AuditPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  return (
    <Page title={auditText.title} sentence={auditText.sentence}>
      <p>{auditText.later}</p>
      <AuditFilter search={search} onSearch={(chosen) => void navigate({ from: '/o/$org/audit', search: chosen })} />
      <Part lines={8} key={JSON.stringify(search)}>
        <AuditEntries search={search} />
      </Part>
    </Page>
  )
}
