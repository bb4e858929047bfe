import type { HostView } from '@holdfast/shared/contract/platform-routes'
import { Status, type StatusTone } from '../ui/status.tsx'
import { text } from './text.ts'

const tones: Readonly<Record<HostView['state'], StatusTone>> = { joining: 'busy', connected: 'ok', silent: 'warn' }

export function HostState({ state }: Pick<HostView, 'state'>) {
  return <Status tone={tones[state]} word={text.state[state]} />
}
