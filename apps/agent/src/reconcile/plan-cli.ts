import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { DesiredHost } from '@holdfast/shared/state/desired'
import type { Observation } from './observation.ts'
import { plan } from './plan.ts'

/** A dry run: prints the steps that the agent would take, one JSON line each. */
const { values } = parseArgs({ options: { desired: { type: 'string' }, observed: { type: 'string' } } })
if (!values.desired || !values.observed) {
  process.stderr.write('usage: plan-cli.ts --desired page.json --observed observation.json\n')
  process.exit(2)
}
const desired = DesiredHost.parse(JSON.parse(await readFile(values.desired, 'utf8')))
const seen = JSON.parse(await readFile(values.observed, 'utf8')) as Observation
for (const { do: what, lane, subject, because } of plan(desired, seen))
  process.stdout.write(`${JSON.stringify({ do: what, lane, subject, because })}\n`)
