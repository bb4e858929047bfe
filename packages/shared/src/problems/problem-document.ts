import { z } from 'zod'

/** One wrong field: `pointer` is an RFC 6901 JSON pointer into the request body, or `/query/<name>`, `/params/<name>`. */
export const FieldError = z.object({ pointer: z.string(), code: z.string(), detail: z.string() })
export type FieldError = z.infer<typeof FieldError>

/** RFC 9457 `application/problem+json`. `type` resolves to a help page; extension members are `code`, `retry`, `remedy`, `facts`, `errors`. */
export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  remedy: z.string(),
  retry: z.enum(['never', 'later', 'after-change']),
  instance: z.string().optional(),
  facts: z.record(z.string(), z.json()),
  errors: z.array(FieldError).optional(),
})
export type ProblemDocument = z.infer<typeof ProblemDocument>
