import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { text } from './text.ts'
import styles from './theirs-or-mine.module.css'
import type { Conflict, Disputed } from './use-conflict.ts'

interface TheirsOrMineProps {
  conflict: Conflict
  /** The words of the form's fields. */
  labels: Readonly<Record<string, string>>
}

const words = text.conflict
const shown = (value: unknown) => (value === '' || value === null || value === undefined ? words.empty : String(value))

/** Two people changed one thing: each field that differs is theirs or mine; nothing is overwritten unseen. */
export function TheirsOrMine({ conflict: { fields, settle, leave }, labels }: TheirsOrMineProps) {
  const [mine, setMine] = useState<readonly string[]>(fields.filter(({ isMine }) => isMine).map(({ name }) => name))
  const choose = ({ name }: Disputed, isMine: boolean) =>
    setMine((before) => [...before.filter((other) => other !== name), ...(isMine ? [name] : [])])
  return (
    <Dialog title={words.title} onClose={leave} isWide>
      <p>{words.lead}</p>
      {fields.map((field) => (
        <fieldset key={field.name} className={styles.field}>
          <legend>{labels[field.name] ?? field.name}</legend>
          {([false, true] as const).map((isMine) => (
            <label key={String(isMine)} className={styles.choice}>
              <input
                type="radio"
                name={field.name}
                checked={mine.includes(field.name) === isMine}
                onChange={() => choose(field, isMine)}
              />
              <span>{isMine ? words.mine : words.theirs}</span>
              <code>{shown(isMine ? field.mine : field.theirs)}</code>
            </label>
          ))}
        </fieldset>
      ))}
      <div className={styles.actions}>
        <Button tone="primary" onClick={() => settle(mine)}>
          {mine.length > 0 ? words.save : words.takeTheirs}
        </Button>
        <Button onClick={leave}>{words.back}</Button>
      </div>
    </Dialog>
  )
}
