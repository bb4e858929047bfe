import { AddHost, HostList, hostText } from '../hosts/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

export function HostsPage() {
  return (
    <Page title={hostText.title}>
      <Part lines={6}>
        <HostList />
      </Part>
      <Part lines={3}>
        <AddHost />
      </Part>
    </Page>
  )
}
