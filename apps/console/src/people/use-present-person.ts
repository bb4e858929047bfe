import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { usePerson } from './queries.ts'

/**
 * The person who is signed in. A session that ended anywhere ends here: what was read belonged to the person who left, and the
 * router asks again who is there and leads to the sign-in.
 */
export function usePresentPerson(): PersonView | null {
  const person = usePerson() ?? null
  const router = useRouter()
  const client = useQueryClient()
  useEffect(() => {
    if (person) return
    client.clear()
    void router.invalidate()
  }, [person, router, client])
  return person
}
