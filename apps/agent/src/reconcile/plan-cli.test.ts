import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPage, nothing } from '../../test/harness/planned-host.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('./plan-cli.ts', import.meta.url))

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hf-plan-'))
  await writeFile(join(directory, 'desired.json'), JSON.stringify(aPage))
  await writeFile(join(directory, 'observed.json'), JSON.stringify(nothing))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

it('prints each step of the plan with its reason, and does nothing', async () => {
  const files = ['--desired', join(directory, 'desired.json'), '--observed', join(directory, 'observed.json')]
  const { stdout } = await run(process.execPath, [program, ...files])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(lines[0]).toMatchObject({ do: 'create-volume', because: 'the volume is not there' })
  expect(lines).toHaveLength(7)
})

it('says how it is used', async () => {
  await expect(run(process.execPath, [program])).rejects.toMatchObject({ code: 2, stderr: /^usage: / })
})
