import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, exit, stderr, stdout } from 'node:process'
import { readFigures, writeTable } from './bench/table.ts'
import { repositoryRoot } from './repository-root.ts'

const FOLDER = join(repositoryRoot, 'packages', 'lab', 'src', 'bench')
const README = join(repositoryRoot, 'README.md')

/** Every file directly in the folder is a benchmark; what they share lies in folders below it. */
const benchmarks = (): string[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'config.ts')
        .map((file) => file.slice(0, -'.ts'.length))
        .sort()
    : []

const known = benchmarks()
const given = argv.slice(2)
/** What is measured is also written into the README. */
const isForTable = given.includes('--table')
const [name, ...rest] = given.filter((word) => word !== '--table')
if (name && !known.includes(name)) {
  stderr.write(`There is no benchmark named ${name}; there are: ${known.join(', ') || 'none'}.\n`)
  exit(1)
}

const measure = (chosen: string): boolean => {
  const { status, stdout: output } = spawnSync(execPath, [join(FOLDER, `${chosen}.ts`), ...rest], {
    stdio: ['inherit', isForTable ? 'pipe' : 'inherit', 'inherit'],
    encoding: 'utf8',
  })
  if (!isForTable) return status === 0
  stdout.write(output)
  if (status !== 0) return false
  const gib = Math.round(totalmem() / 1024 ** 3)
  const where = `${availableParallelism()} cores, ${gib} GiB, ${new Date().toISOString().slice(0, 10)}`
  writeFileSync(README, writeTable(readFileSync(README, 'utf8'), { figures: readFigures(output), where }))
  return true
}

const failed = (name ? [name] : known).filter((chosen) => !measure(chosen))
if (failed.length > 0) stderr.write(`failed: ${failed.join(', ')}\n`)
exit(failed.length > 0 ? 1 : 0)
