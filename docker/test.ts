import { argv, exit, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { readConfig } from './config.ts'
import { buildImages } from './images.ts'
import { installationFrom } from './installation.ts'
import { buildBundles } from './machine/build-bundles.ts'
import { ensureDocker } from './machine/ensure-docker.ts'
import { browserNeeds, driverNeeds, ensureSystemPackages, testNeeds } from './machine/system-packages.ts'
import { repositoryRoot } from './repository-root.ts'
import { tryProgram } from './run-program.ts'
import { faultSuites, filesOfShard, SHARDS, shardOf } from './testing/fault-shard.ts'
import { runChecks } from './testing/run-checks.ts'
import { runVitest, type VitestRun } from './testing/run-vitest.ts'
import { type Outcome, tally, tallyText } from './testing/tally.ts'

const report = (line: string) => {
  stderr.write(`${line}\n`)
}

const { values: wanted } = parseArgs({
  args: argv.slice(2),
  options: { unit: { type: 'boolean' }, all: { type: 'boolean' }, changed: { type: 'boolean' } },
})

const git = async (...args: string[]) => (await tryProgram('git', args, repositoryRoot)).stdout.trim()

/** What `--changed` compares with: uncommitted work when there is any, else the last commit. */
const changedSince = async () => ((await git('status', '--porcelain')) ? true : 'HEAD~1')

const prepare = async () => {
  const { settings, proxies, buildEnvironment } = readConfig()
  const installation = installationFrom(settings)
  const docker = await ensureDocker({ installation, needs: testNeeds, report })
  await buildBundles(buildEnvironment)
  await buildImages({ docker, cache: installation.paths.images, proxies, report })
}

/** Without a browser or a driver the stories fail, and nothing else does. */
const runStories = async (options: Omit<VitestRun, 'suites'>): Promise<Outcome[]> => {
  try {
    await ensureSystemPackages({ needs: [...browserNeeds, ...driverNeeds], hasDocker: true, report })
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return [{ suite: 'e2e', name: 'a browser and drivers', state: 'failed', because }]
  }
  return runVitest({ suites: ['e2e'], ...options })
}

const runFaultSuites = async (): Promise<Outcome[]> => {
  const files = faultSuites()
  if (files.length === 0) {
    report('fault suites: there are none yet')
    return []
  }
  const shard = shardOf((await git('rev-parse', 'HEAD')) || '0')
  const chosen = wanted.all ? files : filesOfShard(files, shard)
  report(wanted.all ? `fault suites: all ${SHARDS} shards` : `fault suites: shard ${shard} of ${SHARDS}`)
  return chosen.length > 0 ? runVitest({ suites: ['fault'], files: chosen, report }) : []
}

const runEverything = async (): Promise<{ outcomes: Outcome[]; expected: string[] }> => {
  const outcomes = await runChecks(report)
  const changed = wanted.changed ? await changedSince() : undefined
  const shared = changed ? { changed, report } : { report }
  outcomes.push(...(await runVitest({ suites: ['unit'], ...shared })))
  if (wanted.unit) return { outcomes, expected: ['check', 'unit'] }
  try {
    await prepare()
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    outcomes.push({ suite: 'integration', name: 'Docker, programs and images', state: 'failed', because })
    return { outcomes, expected: [] }
  }
  outcomes.push(...(await runVitest({ suites: ['integration'], ...shared })))
  outcomes.push(...(await runStories(shared)))
  outcomes.push(...(await runFaultSuites()))
  return { outcomes, expected: changed ? ['check'] : ['check', 'unit', 'integration', 'e2e'] }
}

const { outcomes, expected } = await runEverything()
const sum = tally(outcomes, expected)
stdout.write(`${tallyText(sum)}\n`)
exit(sum.failed > 0 ? 1 : 0)
