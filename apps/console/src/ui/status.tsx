import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './status.module.css'

export type StatusTone = 'ok' | 'busy' | 'warn' | 'bad' | 'quiet'

const drawings: Readonly<Record<StatusTone, IconName>> = {
  ok: 'circle-check',
  busy: 'circle-dashed',
  warn: 'triangle-alert',
  bad: 'octagon-x',
  quiet: 'circle-question-mark',
}

interface StatusProps {
  tone: StatusTone
  word: string
  icon?: IconName
}

/** Shape, word and color: any two of them are enough to read it. */
export function Status({ tone, word, icon }: StatusProps) {
  return (
    <span className={classes(styles.status, styles[tone])}>
      <Icon name={icon ?? drawings[tone]} />
      {word}
    </span>
  )
}
