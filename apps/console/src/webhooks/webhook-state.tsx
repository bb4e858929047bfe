import type { WebhookView } from '@holdfast/shared/contract/webhook-routes'
import { Status, type StatusTone } from '../ui/status.tsx'
import { text } from './text.ts'

const tones: Readonly<Record<WebhookView['state'], StatusTone>> = { active: 'ok', failing: 'warn', disabled: 'bad' }

export function WebhookState({ state }: Pick<WebhookView, 'state'>) {
  return (
    <Status tone={tones[state]} word={text.states[state]} {...(state === 'disabled' && { icon: 'circle-pause' })} />
  )
}
