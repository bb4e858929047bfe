import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { AllOrganizations, operatorText, PersonList, usePerson } from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

const route = getRouteApi('/personal/installation')

export function InstallationPage() {
  const { email = '' } = route.useSearch()
  const navigate = useNavigate()
  const { title, sentence, notOperator } = operatorText
  const isOperator = usePerson()?.isOperator
  if (!isOperator)
    return (
      <Page title={title} sentence={notOperator}>
        {null}
      </Page>
    )
  return (
    <Page title={title} sentence={sentence}>
      <Part lines={8}>
        <PersonList
          email={email}
          onFind={(found) => void navigate({ to: '/installation', search: found ? { email: found } : {} })}
        />
      </Part>
      <Part lines={6}>
        <AllOrganizations />
      </Part>
    </Page>
  )
}
