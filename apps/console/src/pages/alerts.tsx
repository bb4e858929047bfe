import { AlertHistory, AlertsSentence, alertText, MailRules, OpenAlerts } from '../alerts/index.ts'
import { usePermissions } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

export function AlertsPage() {
  const mayManage = usePermissions().has('organization:manage')
  return (
    <Page
      title={alertText.title}
      sentence={
        <Part lines={1}>
          <AlertsSentence />
        </Part>
      }
    >
      <Part lines={4}>
        <OpenAlerts place="organization" />
      </Part>
      <Part lines={4}>
        <OpenAlerts place="installation" />
      </Part>
      <Part lines={4}>
        <AlertHistory place="organization" />
      </Part>
      <Part lines={4}>
        <AlertHistory place="installation" />
      </Part>
      {mayManage && (
        <Part lines={4}>
          <MailRules />
        </Part>
      )}
    </Page>
  )
}
