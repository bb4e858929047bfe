import { useMutation } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { readMyData } from './queries.ts'
import { text } from './text.ts'

const words = text.export

/** Hands the browser a file, as a link with `download` does. */
function saveFile(name: string, document_: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(document_, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** Everything kept about the person, as a file. */
export function MyData() {
  const gather = useMutation({ mutationFn: readMyData, onSuccess: (found) => saveFile(words.file, found) })
  return (
    <Section title={words.title}>
      <p>{words.plan}</p>
      {gather.isError && <ShownProblem problem={asProblem(gather.error)} onRetry={() => gather.mutate()} />}
      <div>
        <Button icon="download" isBusy={gather.isPending} busyLabel={words.busy} onClick={() => gather.mutate()}>
          {words.submit}
        </Button>
      </div>
      <AsCommand holdfast={['account', 'export', '--password-stdin']} />
    </Section>
  )
}
