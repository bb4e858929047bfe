import { Button } from '../ui/button.tsx'
import { formatToTheSecond } from '../ui/moments.ts'
import { Segments } from '../ui/segments.tsx'
import styles from './range-bar.module.css'
import { text } from './text.ts'
import { type RangeWords, readRange, type Span, scaleRange, shiftRange, spanOf, spans } from './time-range.ts'

interface RangeBarProps {
  range: RangeWords
  onRange: (range: RangeWords) => void
}

const words = text.range
const nowInSeconds = () => Date.now() / 1000

/** The one range of all charts of the page: spans that go on, and steps for those who do not drag. */
export function RangeBar({ range, onRange }: RangeBarProps) {
  const span = spanOf(range)
  const now = nowInSeconds()
  const { from, to, isLive } = readRange(range, now)
  const change = (how: (now: number) => RangeWords) => () => onRange(how(nowInSeconds()))
  const choices = spans.map((choice) => [choice, words.spans[choice]] as const)
  return (
    <div className={styles.bar}>
      <p className={styles.sentence}>
        {isLive
          ? text.sentence.live(span ?? '-1h')
          : text.sentence.between(formatToTheSecond(from * 1000), formatToTheSecond(to * 1000))}
      </p>
      <div className={styles.tools}>
        <Segments<Span | 'other'>
          label={words.label}
          choices={isLive ? choices : [...choices, ['other', words.other] as const]}
          chosen={isLive ? (span ?? '-1h') : 'other'}
          onChoose={(choice) => choice !== 'other' && onRange({ from: choice })}
        />
        <Button aria-keyshortcuts="[" onClick={change((at) => shiftRange({ from, to, isLive }, -1, at))}>
          {words.earlier}
        </Button>
        <Button
          aria-keyshortcuts="]"
          isDisabled={isLive}
          onClick={change((at) => shiftRange({ from, to, isLive }, 1, at))}
        >
          {words.later}
        </Button>
        <Button onClick={change((at) => scaleRange({ from, to, isLive }, 0.5, at))}>{words.narrower}</Button>
        <Button onClick={change((at) => scaleRange({ from, to, isLive }, 2, at))}>{words.wider}</Button>
      </div>
      <p className={styles.hint}>{words.hint}</p>
    </div>
  )
}
