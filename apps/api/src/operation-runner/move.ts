import type { Problem } from '@holdfast/shared/problems/problem'

export interface Progress {
  done: number
  total: number
  unit: string
}

/** How a step leaves: it goes on, waits where it is, or ends the operation with a problem. */
export type Move =
  | { readonly move: 'go'; readonly next: string; readonly remember: object }
  | {
      readonly move: 'wait'
      readonly seconds: number
      readonly because: string
      readonly progress: Progress | undefined
      readonly remember: object
    }
  | { readonly move: 'stop'; readonly problem: Problem }
