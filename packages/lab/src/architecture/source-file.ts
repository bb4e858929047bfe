import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'

export type SourceFile = {
  /** From the root of the repository, with forward slashes. */
  path: string
  text: string
  isTest: boolean
  parsed: ParseResult
  lineOf: (offset: number) => number
}

const skipped = new Set(['node_modules', 'dist', 'generated', 'migrations', '.turbo', 'coverage'])
const isSource = (name: string) => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith('.d.ts')

/** Every source file below `folder`, parsed. A file that does not parse is an error here, not a silent pass. */
export function readSources(repository: string, folder: string): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : readSources(repository, path)
      return entry.isFile() && isSource(entry.name) ? [readSource(repository, path)] : []
    })
    .sort((one, other) => one.path.localeCompare(other.path))
}

function readSource(repository: string, file: string): SourceFile {
  const text = readFileSync(file, 'utf8')
  return parseSource(relative(repository, file).split(sep).join('/'), text)
}

export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text)
  const [error] = parsed.errors
  if (error) throw new Error(`${path} does not parse: ${error.message}`)
  const isTest = /\.test\.tsx?$/.test(path) || path.includes('/test/')
  return { path, text, isTest, parsed, lineOf: (offset) => text.slice(0, offset).split('\n').length }
}
