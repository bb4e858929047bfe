import { z } from 'zod'
import { entry } from './define-problem.ts'

/** About what is inside a database. */
export const accessProblems = {
  'role-name-taken': entry({
    title: 'The name of the role is taken',
    facts: z.object({ name: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ name, because }) => `No role can be called "${name}": ${because}.`,
    remedy: 'Choose another name.',
  }),
  'logical-database-name-taken': entry({
    title: 'The name of the logical database is taken',
    facts: z.object({ name: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ name, because }) => `No logical database can be called "${name}": ${because}.`,
    remedy: 'Choose another name; a deleted one keeps its name until it is erased.',
  }),
  'access-refused': entry({
    title: 'The engine refused the change of access',
    facts: z.object({ item: z.string(), because: z.string() }),
    retry: 'after-change',
    detail: ({ item, because }) => `${item}: ${because}.`,
    remedy: 'Mend what the engine names, or take the wish back; its host tries it again until then.',
  }),
  'extension-not-offered': entry({
    title: 'The extension is not offered',
    facts: z.object({ name: z.string(), because: z.string() }),
    retry: 'never',
    detail: ({ name, because }) => `"${name}" is not installed: ${because}.`,
    remedy: 'See which extensions are offered (`holdfast extension list NAME`).',
  }),
  'access-limit-reached': entry({
    title: 'A database holds no more of these',
    facts: z.object({ what: z.string(), limit: z.int() }),
    retry: 'after-change',
    detail: ({ what, limit }) => `A database has at most ${limit} ${what}.`,
    remedy: 'Remove what is no longer needed.',
  }),
} as const
