import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { entryText, ForgotForm, installationQuery } from '../people/index.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { Entrance } from '../ui/entrance.tsx'

export function ForgotPasswordPage() {
  const { sendsMail } = useSuspenseQuery(installationQuery()).data
  const { title, lead, leadNoMail, noMail, noMailCommands, commands } = entryText.forgot
  return (
    <Entrance title={title} lead={sendsMail ? lead : leadNoMail}>
      {sendsMail ? (
        <ForgotForm />
      ) : (
        <>
          <p>{noMail}</p>
          <CodeBlock code={commands} label={noMailCommands} />
        </>
      )}
      <p>
        <Link to="/sign-in">{entryText.toSignIn}</Link>
      </p>
    </Entrance>
  )
}
