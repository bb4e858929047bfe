import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/section.tsx'
import { ThemeChoice } from '../theme-choice.tsx'
import { text } from './text.ts'

const words = text.profile

/** Who one is here, and how the console looks. */
export function Profile({ person: { email, id, isOperator } }: { person: PersonView }) {
  return (
    <>
      <Section title={words.title}>
        <Facts
          facts={[
            [words.email, email],
            [words.id, <code key="id">{id}</code>],
            [words.operator, isOperator ? words.yes : words.no],
          ]}
        />
      </Section>
      <Section title={text.theme.title}>
        <p>{text.theme.kept}</p>
        <div>
          <ThemeChoice />
        </div>
      </Section>
    </>
  )
}
