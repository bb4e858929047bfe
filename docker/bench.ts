import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { argv, execPath, exit, stderr } from 'node:process'
import { repositoryRoot } from './repository-root.ts'

const FOLDER = join(repositoryRoot, 'packages', 'lab', 'src', 'bench')

/** Every file directly in the folder is a benchmark; what they share lies in folders below it. */
const benchmarks = (): string[] =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'config.ts')
        .map((file) => file.slice(0, -'.ts'.length))
        .sort()
    : []

const known = benchmarks()
const [name, ...rest] = argv.slice(2)
if (name && !known.includes(name)) {
  stderr.write(`There is no benchmark named ${name}; there are: ${known.join(', ') || 'none'}.\n`)
  exit(1)
}
const failed = (name ? [name] : known).filter((chosen) => {
  const { status } = spawnSync(execPath, [join(FOLDER, `${chosen}.ts`), ...rest], { stdio: 'inherit' })
  return status !== 0
})
if (failed.length > 0) stderr.write(`failed: ${failed.join(', ')}\n`)
exit(failed.length > 0 ? 1 : 0)
