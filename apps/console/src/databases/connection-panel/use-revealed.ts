import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useFreshSignIn } from '../fresh-sign-in/use-fresh-sign-in.tsx'
import { forgetJustMade, type RevealedLogin, reveal, takeJustMade } from '../queries.ts'

const shownMs = 30_000

export interface WhoseLogin {
  readonly organization: string
  readonly id: string
  /** Null: the login that came with the database. */
  readonly role: string | null
}

/**
 * The password, where it is shown: once after creation until the page is left, otherwise for 30 s after Reveal.
 * `read` gets it without showing it.
 */
export function useRevealed({ organization, id, role }: WhoseLogin) {
  const [first] = useState(() => (role === null ? takeJustMade(id) : undefined))
  const [shown, setShown] = useState<RevealedLogin | undefined>(first)
  const { freshly, asked } = useFreshSignIn()
  const reading = useMutation({ mutationFn: () => freshly(() => reveal({ organization, id, role })) })
  const { mutateAsync: read, isPending, error } = reading
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
    asked,
    read: () => read().catch(() => undefined),
    show: async () => setShown(await read().catch(() => undefined)),
    hide: () => setShown(undefined),
  }
}
