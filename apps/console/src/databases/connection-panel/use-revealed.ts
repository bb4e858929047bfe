import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { forgetJustMade, type Revealed, reveal, takeJustMade } from '../queries.ts'

const shownMs = 30_000

/**
 * The password, where it is shown: once after creation until the page is left, otherwise for 30 s after Reveal.
 * `read` gets it without showing it.
 */
export function useRevealed(organization: string, id: string) {
  const [first] = useState(() => takeJustMade(id))
  const [shown, setShown] = useState<Revealed | undefined>(first)
  const { mutateAsync: read, isPending, error } = useMutation({ mutationFn: () => reveal(organization, id) })
  const isFirst = shown !== undefined && shown === first

  useEffect(() => {
    if (!isFirst) forgetJustMade(id)
    if (!shown || isFirst) return
    const timer = setTimeout(() => setShown(undefined), shownMs)
    return () => clearTimeout(timer)
  }, [shown, isFirst, id])

  return {
    shown,
    isFirst,
    isPending,
    error,
    read: () => read().catch(() => undefined),
    show: async () => setShown(await read().catch(() => undefined)),
    hide: () => setShown(undefined),
  }
}
