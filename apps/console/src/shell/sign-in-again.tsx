import type { PersonView } from '@holdfast/shared/contract/person-routes'
import { endSession } from '../api/session.ts'
import { SignInForm } from '../people/index.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { text } from './text.ts'

const words = text.signInAgain

/** Over the page as it stands: the session ended in the middle of the work, and what was asked goes on after the sign-in. */
export function SignInAgain({ person }: { person: PersonView }) {
  return (
    <Dialog title={words.title} onClose={endSession}>
      <p>{words.lead}</p>
      <SignInForm email={person.email} onSignedIn={async () => {}} />
      <Button tone="quiet" onClick={endSession}>
        {words.leave}
      </Button>
    </Dialog>
  )
}
