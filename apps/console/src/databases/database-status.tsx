import type { DatabaseState } from '@holdfast/shared/contract/database-routes'
import type { IconName } from '../ui/icon.tsx'
import { Status, type StatusTone } from '../ui/status.tsx'
import { stateWords } from './text.ts'

const looks: Readonly<Record<DatabaseState, readonly [StatusTone, IconName]>> = {
  creating: ['busy', 'circle-dashed'],
  running: ['ok', 'circle-check'],
  starting: ['busy', 'circle-dashed'],
  degraded: ['warn', 'triangle-alert'],
  unreachable: ['quiet', 'circle-question-mark'],
  failed: ['bad', 'octagon-x'],
  deleting: ['busy', 'circle-dashed'],
  deleted: ['quiet', 'trash-2'],
}

/** The state of a database by shape, word and color, from one closed list. */
export function DatabaseStatus({ state }: { state: DatabaseState }) {
  const [tone, icon] = looks[state]
  return <Status tone={tone} icon={icon} word={stateWords[state]} />
}
