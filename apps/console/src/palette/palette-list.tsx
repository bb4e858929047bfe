import type { Entry, Group } from './entry.ts'
import styles from './palette.module.css'
import { PaletteOption } from './palette-option.tsx'
import { text } from './text.ts'

interface PaletteListProps {
  id: string
  groups: readonly (readonly [Group, readonly Entry[]])[]
  current: Entry | undefined
  optionId: (entry: Entry) => string
  onChoose: (entry: Entry) => void
}

/** What was found, in groups. */
export function PaletteList({ id, groups, current, optionId, onChoose }: PaletteListProps) {
  return (
    <div className={styles.list} role="listbox" id={id} aria-label={text.results}>
      {groups.map(([group, members]) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list box
        <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
          <p className={styles.group} id={`${id}-${group}`} role="presentation">
            {text.groups[group]}
          </p>
          {members.map((entry) => (
            <PaletteOption
              key={entry.id}
              id={optionId(entry)}
              entry={entry}
              isCurrent={entry === current}
              onChoose={() => onChoose(entry)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
