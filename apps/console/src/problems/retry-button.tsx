import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/use-now.ts'
import { text } from './text.ts'

interface RetryButtonProps {
  /** Milliseconds since 1970 before which trying is of no use. */
  notBefore: number
  /** Absent inside a form: the form is sent again, with the key of its first try. */
  onRetry: (() => void) | undefined
}

/** Tries again; counts down where the control plane said how long to wait. */
export function RetryButton({ notBefore, onRetry }: RetryButtonProps) {
  const seconds = Math.ceil((notBefore - useNow()) / 1000)
  return (
    <Button type={onRetry ? 'button' : 'submit'} onClick={onRetry} isDisabled={seconds > 0}>
      {seconds > 0 ? text.retryIn(seconds) : text.retry}
    </Button>
  )
}
