/** How one test, check or file ended. */
export interface Outcome {
  suite: string
  name: string
  state: 'passed' | 'failed' | 'skipped'
  /** Why it failed, or why it was skipped. */
  because: string | undefined
}

export interface Tally {
  passed: number
  failed: number
  skipped: Outcome[]
  failures: Outcome[]
}

/** Adds outcomes up. A suite that ran nothing counts as one failure: silence is not success. */
export const tally = (outcomes: Outcome[], expectedSuites: string[]): Tally => {
  const silent = expectedSuites
    .filter((suite) => !outcomes.some((outcome) => outcome.suite === suite && outcome.state !== 'skipped'))
    .map((suite): Outcome => ({ suite, name: 'has tests', state: 'failed', because: 'no test of this suite ran' }))
  const all = [...outcomes, ...silent]
  const failures = all.filter(({ state }) => state === 'failed')
  return {
    passed: all.filter(({ state }) => state === 'passed').length,
    failed: failures.length,
    skipped: all.filter(({ state }) => state === 'skipped'),
    failures,
  }
}

const indented = (text: string) => text.replace(/^/gm, '    ')

/** The end of a run as people read it; the sum is the very last line. */
export const tallyText = ({ passed, failed, skipped, failures }: Tally): string => {
  const skippedLines = skipped.map(
    ({ suite, name, because }) => `skipped  ${suite}  ${name}: ${because ?? 'no reason given'}`,
  )
  const failedLines = failures.map(
    ({ suite, name, because }) => `FAILED   ${suite}  ${name}\n${indented(because ?? 'no message')}`,
  )
  return [...skippedLines, ...failedLines, `${passed} passed, ${failed} failed`].join('\n')
}
