import { Button } from '../../ui/button.tsx'
import { text } from './text.ts'

interface ShowMoreProps {
  isMore: boolean
  isReading: boolean
  showMore: () => void
}

/** The rest of a long list, a page at a time. Nothing where everything is shown. */
export function ShowMore({ isMore, isReading, showMore }: ShowMoreProps) {
  if (!isMore) return null
  return (
    <div>
      <Button isBusy={isReading} busyLabel={text.reading} onClick={showMore}>
        {text.more}
      </Button>
    </div>
  )
}
