import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { DatabasesOnHost } from '../databases/index.ts'
import { HostReport, HostState, hostQuery, hostText } from '../hosts/index.ts'
import { useOrganization } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { asSentence } from '../ui/as-sentence.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/o/$org/hosts/$host')

export function HostPage() {
  const { id: organization } = useOrganization()
  const { host: name } = route.useParams()
  const host = useSuspenseQuery(hostQuery(organization, name)).data
  return (
    <Page
      title={host.name}
      within={[hostText.title]}
      sentence={asSentence(host.because)}
      actions={<HostState state={host.state} />}
    >
      <HostReport host={host} />
      <Part lines={3}>
        <DatabasesOnHost name={host.name} all={host.databases} />
      </Part>
    </Page>
  )
}
