import { useState } from 'react'
import { NewPasswordForm } from './new-password-form.tsx'
import { resetPassword } from './queries.ts'
import { text } from './text.ts'

const words = text.reset

/** A new password by a link; used up with it. */
export function ResetForm({ secret }: { secret: string }) {
  const [isDone, setIsDone] = useState(false)
  if (isDone) return <p role="status">{words.done}</p>
  return (
    <NewPasswordForm
      words={words}
      onChosen={async (password) => {
        await resetPassword(secret, password)
        setIsDone(true)
      }}
    />
  )
}
