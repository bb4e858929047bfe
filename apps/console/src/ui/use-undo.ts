import { useState } from 'react'
import { text } from './text.ts'

interface Undoing {
  readonly isUndoing: boolean
  /** Why it could not be undone. */
  readonly failure: string | undefined
  readonly run: () => Promise<void>
}

/** Goes the way back of a notice, and tells when that failed. */
export function useUndo(undo: () => Promise<void>, onDone: () => void): Undoing {
  const [isUndoing, setIsUndoing] = useState(false)
  const [failure, setFailure] = useState<string>()
  const run = async () => {
    setIsUndoing(true)
    setFailure(undefined)
    await undo().then(onDone, (error: unknown) =>
      setFailure(text.undoFailed(error instanceof Error ? error.message : String(error))),
    )
    setIsUndoing(false)
  }
  return { isUndoing, failure, run }
}
