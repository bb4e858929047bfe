import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { Icon } from '../ui/icon.tsx'
import { formatMinute } from '../ui/moments.ts'
import styles from './chart-marks.module.css'
import type { Mark } from './place-marks.ts'
import { text } from './text.ts'

const wordsOf = ({ happenings }: Mark) => {
  const words = happenings.map(({ words }) => words)
  const [first] = happenings
  const word = words.length === 1 ? (words[0] ?? '') : text.severalEvents(words)
  return first ? `${word}, ${formatMinute(first.at * 1000)}` : word
}

/** What happened, over the moment at which it did; leads to the operation, or to all of them where several meet. */
export function ChartMarks({ title, marks }: { title: string; marks: readonly Mark[] }) {
  const { word: org } = useOrganization()
  return (
    <ul className={styles.marks} aria-label={text.events(title)}>
      {marks.map((mark) => {
        const [first, second] = mark.happenings
        const words = wordsOf(mark)
        const look = {
          className: styles.mark ?? '',
          title: words,
          'aria-label': words,
          children: <Icon name="activity" />,
        }
        return (
          <li key={first?.id} style={{ insetInlineStart: `${mark.share * 100}%` }}>
            {first && !second ? (
              <Link to="/o/$org/operations/$id" params={{ org, id: first.id }} {...look} />
            ) : (
              <Link to="/o/$org/operations" params={{ org }} {...look} />
            )}
          </li>
        )
      })}
    </ul>
  )
}
