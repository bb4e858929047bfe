import type { text } from './text.ts'

export type Group = keyof typeof text.groups

/** One line of the palette. */
export interface Entry {
  /** Stays the same over visits, so that recent ones can be remembered. */
  readonly id: string
  readonly group: Group
  readonly words: string
  /** What tells it from another of the same words. */
  readonly note?: string
  readonly keys?: string
  /** Why it cannot be chosen now. */
  readonly why?: string | undefined
  readonly run: () => void
}
