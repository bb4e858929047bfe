import { useSuspenseQuery } from '@tanstack/react-query'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { text as memberText } from '../members/text.ts'
import { installationQuery, usePerson } from '../queries.ts'
import { useOrganization } from '../use-organization.ts'
import { text } from './text.ts'

const words = text.installation

/** What holds for every organization here, and what this one is called in commands. */
export function InstallationFacts() {
  const { id } = useOrganization()
  const role = usePerson()?.memberships.find(({ organizationId }) => organizationId === id)?.role
  const { version, endpointHost, signUp, sendsMail } = useSuspenseQuery(installationQuery()).data
  return (
    <>
      <Section title={text.about.title}>
        <Facts
          facts={[
            [text.about.id, <code key="id">{id}</code>],
            [text.about.role, role ? memberText.roles[role] : '–'],
          ]}
        />
      </Section>
      <Section title={words.title}>
        <Facts
          facts={[
            [words.version, version],
            [words.endpoint, <code key="host">{endpointHost}</code>],
            [words.signUp, words.signUps[signUp]],
            [words.mail, sendsMail ? words.sendsMail : words.sendsNone],
          ]}
        />
      </Section>
    </>
  )
}
