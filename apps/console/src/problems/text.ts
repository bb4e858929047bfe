import type { ApiProblem } from '../api/problem.ts'

/** The console's own words for a problem, by its code; the API's words stand for every other. */
const byCode: Readonly<Partial<Record<string, { title: string; detail: string; remedy: string }>>> = {
  unreachable: {
    title: 'The control plane cannot be reached',
    detail: 'No answer came. Your databases go on serving; only this console waits.',
    remedy: 'Try again in a moment.',
  },
}

export const text = {
  retry: 'Retry',
  retryIn: (seconds: number) => `Retry in ${seconds} s`,
  incident: (id: string) => `Incident ${id}`,
  copyIncident: 'Copy the incident id',
  help: 'About this problem',
  loading: 'Loading…',
  conflict: {
    title: 'Somebody else saved this meanwhile',
    lead: 'Nothing was overwritten, and nothing you typed is lost. Choose what stands in each field.',
    theirs: 'Theirs',
    mine: 'Mine',
    empty: '(empty)',
    save: 'Save this',
    takeTheirs: 'Take theirs',
    back: 'Back to the form',
  },
  wordsOf: ({ code, document }: ApiProblem) => {
    const { title, detail, remedy } = document
    return byCode[code] ?? { title, detail, remedy }
  },
}
