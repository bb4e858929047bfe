import type { ObservedAccess } from '@holdfast/shared/state/observed'
import type { ChangeUnderWay } from './access-store.ts'

/** How a wish inside the engine stands. */
export interface Standing {
  readonly state: 'making' | 'there' | 'changing' | 'going' | 'gone' | 'refused'
  /** One sentence that says why. */
  readonly because: string
}

export interface Evidence {
  readonly isWanted: boolean
  /** What the host last said of the inside of the engine; null while nobody has looked. */
  readonly observed: ObservedAccess | null
  readonly isSeen: boolean
  /** Names under which it may have been refused. */
  readonly items: (item: string) => boolean
  readonly underWay: ChangeUnderWay | undefined
}

/** The truth for people about one wish: never `there` unless its host has said so. Pure. */
export function standing(evidence: Evidence): Standing {
  const { isWanted, observed, isSeen, items, underWay } = evidence
  if (underWay && [...underWay.items].some(items)) {
    const because = underWay.because ?? 'its host has been told'
    if (!isWanted) return { state: 'going', because }
    return { state: isSeen ? 'changing' : 'making', because }
  }
  const refusal = observed?.refused.find(({ item }) => items(item))
  if (refusal) return { state: 'refused', because: refusal.because }
  // A list that was cut says nothing of what it does not name.
  if (isWanted && (isSeen || observed?.isCut)) return { state: 'there', because: 'its host has made it' }
  if (isWanted) return { state: 'making', because: 'its host has not made it yet' }
  if (isSeen || !observed || observed.isCut) return { state: 'going', because: 'its host has not removed it yet' }
  return { state: 'gone', because: 'its host has removed it' }
}
