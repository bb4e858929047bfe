import { useNavigate } from '@tanstack/react-router'
import {
  accountText,
  DeleteAccount,
  MyData,
  NewOrganization,
  OwnOrganizations,
  PasswordForm,
  Profile,
  SessionList,
  usePerson,
} from '../people/index.ts'
import { Part } from '../problems/index.ts'
import { Page } from '../ui/page.tsx'

export function AccountPage() {
  const person = usePerson()
  const navigate = useNavigate()
  if (!person) return null
  return (
    <Page title={accountText.title}>
      <Profile person={person} />
      <OwnOrganizations person={person} />
      <NewOrganization onMade={(org) => navigate({ to: '/o/$org/databases', params: { org } })} />
      <Part lines={4}>
        <SessionList />
      </Part>
      <PasswordForm email={person.email} />
      <MyData />
      <DeleteAccount person={person} onDeleted={() => navigate({ to: '/sign-in' })} />
    </Page>
  )
}
