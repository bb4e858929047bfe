import { Section } from '../../ui/section.tsx'
import { HandedLink } from '../handed-link.tsx'
import { useOrganization } from '../use-organization.ts'
import { useMadeLinks } from './queries.ts'
import { text } from './text.ts'

const words = text.made

/** The links made in this tab, to be handed over. Nothing when there is none. */
export function MadeInvitations() {
  const { id: organization } = useOrganization()
  const made = [...useMadeLinks(organization).values()].reverse()
  if (made.length === 0) return null
  return (
    <Section title={words.title}>
      <p>{words.sentence(made.length)}</p>
      {made.map(({ invitation: { id, email }, url, isMailed }) => (
        <HandedLink
          key={id}
          words={isMailed ? words.mailed(email) : words.handOver(email)}
          url={url}
          label={words.link(email)}
          copy={text.copy}
        />
      ))}
    </Section>
  )
}
