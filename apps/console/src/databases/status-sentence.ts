import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { asSentence } from '../ui/as-sentence.ts'
import { text } from './text.ts'

type Told = Pick<DatabaseView, 'state' | 'because' | 'hostName' | 'standbys' | 'name'>

/** The sentence after the status word: why it is so, and where it runs. Nothing is said that the API did not say. */
export function statusSentence({ state, because, hostName, standbys }: Told): string {
  const why = asSentence(because)
  if (state !== 'running') return why
  const where = hostName ? text.runsOn(hostName, standbys) : ''
  return [why, where].filter(Boolean).join(' ')
}
