import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { Status, type StatusTone } from '../ui/status.tsx'
import { text } from './text.ts'

const tones: Readonly<Record<OperationView['state'], StatusTone>> = {
  running: 'busy',
  succeeded: 'ok',
  failed: 'bad',
  cancelled: 'quiet',
}

export function OperationState({ state }: Pick<OperationView, 'state'>) {
  return (
    <Status tone={tones[state]} word={text.states[state]} {...(state === 'cancelled' && { icon: 'circle-pause' })} />
  )
}
