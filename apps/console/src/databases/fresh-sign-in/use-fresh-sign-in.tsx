import { type ReactNode, useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { FreshSignIn } from './fresh-sign-in.tsx'

interface Waiting {
  readonly goOn: () => void
  readonly giveUp: () => void
}

/**
 * For what asks for a fresh sign-in: `freshly` does the work, and when the API wants the person's password first, asks for it and
 * does the work again. `asked` is the dialog, to be put on the page.
 */
export function useFreshSignIn(): { freshly: <T>(work: () => Promise<T>) => Promise<T>; asked: ReactNode } {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const prove = (refusal: unknown) =>
    new Promise<void>((resolve, reject) =>
      setWaiting({
        goOn: () => {
          setWaiting(null)
          resolve()
        },
        giveUp: () => {
          setWaiting(null)
          reject(refusal)
        },
      }),
    )
  return {
    asked: waiting && <FreshSignIn onProved={waiting.goOn} onClose={waiting.giveUp} />,
    async freshly(work) {
      try {
        return await work()
      } catch (refusal) {
        if (asProblem(refusal).code !== 'fresh-sign-in-needed') throw refusal
        await prove(refusal)
        return work()
      }
    },
  }
}
