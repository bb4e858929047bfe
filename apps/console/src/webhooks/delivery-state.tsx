import type { DeliveryView } from '@holdfast/shared/contract/webhook-routes'
import { Status, type StatusTone } from '../ui/status.tsx'
import { text } from './text.ts'

const tones: Readonly<Record<DeliveryView['state'], StatusTone>> = { pending: 'busy', delivered: 'ok', failed: 'bad' }

export function DeliveryState({ state }: Pick<DeliveryView, 'state'>) {
  return <Status tone={tones[state]} word={text.deliveryStates[state]} />
}
