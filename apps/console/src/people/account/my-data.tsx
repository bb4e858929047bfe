import { useMutation } from '@tanstack/react-query'
import { asProblem } from '../../api/problem.ts'
import { AsCommand } from '../../commands/index.ts'
import { ShownProblem } from '../../problems/index.ts'
import { Button } from '../../ui/button.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { Section } from '../../ui/section.tsx'
import { readMyData } from './queries.ts'
import { text } from './text.ts'

const words = text.export

const save = (found: unknown) => saveFile(words.file, JSON.stringify(found, null, 2), 'application/json')

/** Everything kept about the person, as a file. */
export function MyData() {
  const gather = useMutation({ mutationFn: readMyData, onSuccess: save })
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
