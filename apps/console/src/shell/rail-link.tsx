import { Link } from '@tanstack/react-router'
import { useOrganization } from '../people/index.ts'
import { Icon } from '../ui/icon.tsx'
import type { visibleAreas } from './areas.ts'
import styles from './rail.module.css'

interface RailLinkProps {
  area: ReturnType<typeof visibleAreas>[number][number]
  /** The page is not the area's own but belongs to it. */
  isWithin: boolean
}

/** The way to one area: its drawing and its word. */
export function RailLink({ area: { to, word, icon }, isWithin }: RailLinkProps) {
  const { word: org } = useOrganization()
  return (
    <Link to={to} params={{ org }} className={styles.link ?? ''} title={word} data-within={isWithin || undefined}>
      <Icon name={icon} />
      <span>{word}</span>
    </Link>
  )
}
