import { z } from 'zod'

export type Retry = 'never' | 'later' | 'after-change'

interface Entry<Facts extends z.ZodType> {
  /** A short statement of fact, the same for every occurrence (RFC 9457 §3.1.3). */
  readonly title: string
  readonly facts: Facts
  readonly retry: Retry
  /** One sentence with the facts in it. */
  readonly detail: (facts: z.infer<Facts>) => string
  /** What the reader can do. */
  readonly remedy: string
}

export const entry = <Facts extends z.ZodType>(it: Entry<Facts>): Entry<Facts> => it
export const none = z.object({})
export const subject = z.object({ subject: z.string() })
export const because = z.object({ because: z.string() })
