import { useId } from 'react'
import styles from './segments.module.css'

interface SegmentsProps<Choice extends string> {
  label: string
  choices: readonly (readonly [choice: Choice, word: string])[]
  chosen: Choice
  onChoose: (choice: Choice) => void
}

/** A few choices side by side; native radios underneath. */
export function Segments<Choice extends string>({ label, choices, chosen, onChoose }: SegmentsProps<Choice>) {
  const name = useId()
  return (
    <fieldset className={styles.segments} aria-label={label}>
      {choices.map(([choice, word]) => (
        <label key={choice} className={styles.segment}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
          {word}
        </label>
      ))}
    </fieldset>
  )
}
