import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../repository-root.ts'
import { tryProgram } from '../run-program.ts'
import type { Outcome } from './tally.ts'

interface Check {
  name: string
  program: string
  args: string[]
  /** A file without which the check has nothing to look at. */
  needs?: string
}

const CHECKS: Check[] = [
  { name: 'types', program: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'types of the console',
    program: 'tsc',
    args: ['--noEmit', '-p', 'apps/console/tsconfig.json'],
    needs: 'apps/console/tsconfig.json',
  },
  { name: 'format and lint', program: 'biome', args: ['check', '.'] },
  { name: 'unused code', program: 'knip', args: [] },
]

const KEPT_LINES = 60

const inBin = (name: string) => join(repositoryRoot, 'node_modules', '.bin', name)

const run = async ({ name, program, args }: Check): Promise<Outcome> => {
  const { exitCode, stdout, stderr } = await tryProgram(inBin(program), args, repositoryRoot)
  if (exitCode === 0) return { suite: 'check', name, state: 'passed', because: undefined }
  const because = `${stdout}\n${stderr}`.trim().split('\n').slice(0, KEPT_LINES).join('\n')
  return { suite: 'check', name, state: 'failed', because }
}

/** The checks that look at the whole repository; each counts as one test. The store's client is generated first. */
export const runChecks = async (report: (line: string) => void): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  const generated = await tryProgram(inBin('node'), [join(repositoryRoot, 'prisma', 'generate.mjs')], repositoryRoot)
  if (generated.exitCode !== 0) {
    outcomes.push({ suite: 'check', name: "the store's client", state: 'failed', because: generated.stderr })
  }
  const wanted = CHECKS.filter(({ needs }) => !needs || existsSync(join(repositoryRoot, needs)))
  const checked = await Promise.all(wanted.map(run))
  for (const { name, state } of checked) report(`check  ${name}  ${state}`)
  outcomes.push(...checked)
  return outcomes
}
