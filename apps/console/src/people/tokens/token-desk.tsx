import { useState } from 'react'
import { MadeToken } from './made-token.tsx'
import type { Made } from './queries.ts'
import { type Freshly, TokenForm } from './token-form.tsx'

/** Where a token is made, and shown this one time. */
export function TokenDesk({ freshly }: { freshly: Freshly }) {
  const [made, setMade] = useState<Made>()
  return (
    <>
      {made && <MadeToken key={made.token.id} made={made} onDone={() => setMade(undefined)} />}
      <TokenForm freshly={freshly} onMade={setMade} />
    </>
  )
}
