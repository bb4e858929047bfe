import { stripVTControlCharacters } from 'node:util'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'
import { repositoryRoot } from '../repository-root.ts'
import type { Outcome } from './tally.ts'

export interface VitestRun {
  /** Names of vitest projects. */
  suites: string[]
  /** Only these files; all when empty. */
  files?: string[]
  /** Only what changed since this commit, or the uncommitted changes when `true`. */
  changed?: string | boolean
  report: (line: string) => void
}

type Errors = ReadonlyArray<{ message: string; stack?: string | undefined; diff?: string | undefined }>

const isOwnLine = (line: string) => !/^\s+at .*(node_modules|node:internal)/.test(line)

/** Message, difference and the stack's own lines, without colors. */
const textOf = (errors: Errors): string =>
  errors
    .map(({ message, stack, diff }) => {
      const text = [stack ?? message, diff].filter(Boolean).join('\n')
      return stripVTControlCharacters(text).split('\n').filter(isOwnLine).join('\n')
    })
    .join('\n\n')

const outcomeOf = (test: TestCase): Outcome => {
  const result = test.result()
  const state = result.state === 'passed' || result.state === 'failed' ? result.state : 'skipped'
  const reasons = {
    passed: undefined,
    failed: textOf(result.errors ?? []),
    skipped: 'note' in result ? result.note : undefined,
  }
  const name = `${test.module.relativeModuleId} > ${test.fullName}`
  return { suite: test.project.name, name, state, because: reasons[state] }
}

/** A file that could not even be read, or whose hooks failed, holds no failed test and is a failure all the same. */
const brokenModule = (module: TestModule): Outcome[] => {
  const suiteErrors = [...module.children.allSuites()].flatMap((suite) => suite.errors())
  const errors = [...module.errors(), ...suiteErrors]
  if (errors.length === 0) return []
  return [{ suite: module.project.name, name: module.relativeModuleId, state: 'failed', because: textOf(errors) }]
}

const reporterInto = (outcomes: Outcome[], report: (line: string) => void): Reporter => ({
  onTestCaseResult(test) {
    const outcome = outcomeOf(test)
    outcomes.push(outcome)
    if (outcome.state === 'failed') report(`FAILED   ${outcome.suite}  ${outcome.name}`)
  },
  onTestModuleEnd(module) {
    outcomes.push(...brokenModule(module))
    const tests = [...module.children.allTests()]
    const { duration } = module.diagnostic()
    report(
      `${module.project.name}  ${module.relativeModuleId}  ${tests.length} tests, ${(duration / 1000).toFixed(1)} s`,
    )
  },
  onTestRunEnd(_modules, errors) {
    for (const error of errors) {
      outcomes.push({ suite: 'vitest', name: 'unhandled error', state: 'failed', because: textOf([error]) })
    }
  },
})

/** Runs suites in this process and gives how each test ended. */
export const runVitest = async ({ suites, files = [], changed, report }: VitestRun): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  try {
    const vitest = await startVitest(files, {
      root: repositoryRoot,
      project: suites,
      run: true,
      watch: false,
      passWithNoTests: true,
      reporters: [reporterInto(outcomes, report)],
      ...(changed ? { changed } : {}),
    })
    await vitest.close()
  } catch (error) {
    const because = error instanceof Error ? (error.stack ?? error.message) : String(error)
    outcomes.push({ suite: suites.join(', '), name: 'vitest itself', state: 'failed', because })
  }
  return outcomes
}
