import type { UseFormRegisterReturn } from 'react-hook-form'
import { Icon } from '../ui/icon.tsx'
import type { SizeView } from './create-values.ts'
import styles from './size-choice.module.css'
import { text } from './text.ts'

interface SizeChoiceProps {
  sizes: readonly SizeView[]
  register: UseFormRegisterReturn
  error: string | undefined
}

const words = text.create
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** Sizes with their figures and how many more of each there is room for; those without room say so and cannot be chosen. */
export function SizeChoice({ sizes, register, error }: SizeChoiceProps) {
  return (
    <fieldset className={styles.sizes} aria-describedby={error ? 'size-error' : undefined}>
      <legend>{words.size}</legend>
      <div className={styles.choices}>
        {sizes.map(({ name, cpus, memoryBytes, connectionLimit, room }) => (
          <label key={name} className={styles.size}>
            <input type="radio" value={name} disabled={room === 0} {...register} />
            <span className={styles.name}>{capital(name)}</span>
            <span className={styles.figures}>{words.sizeFigures(cpus, memoryBytes, connectionLimit)}</span>
            <span className={styles.room}>{words.room(room)}</span>
          </label>
        ))}
      </div>
      {error && (
        <p className={styles.error} id="size-error">
          <Icon name="triangle-alert" /> {error}
        </p>
      )}
    </fieldset>
  )
}
