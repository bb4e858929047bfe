import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const entriesBelow = (path: string, name: string): { path: string; name: string }[] => {
  if (!lstatSync(path).isDirectory()) return [{ path, name }]
  return readdirSync(path)
    .sort()
    .flatMap((child) => entriesBelow(join(path, child), `${name}/${child}`))
}

const isExecutable = (path: string) => (lstatSync(path).mode & 0o111) !== 0

/**
 * Twelve hex digits that change when anything that goes into an image changes: texts (the Dockerfile, the base's
 * reference) and files with their names in the build context. Times and owners do not count.
 */
export const contentHash = (texts: string[], files: Record<string, string>): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`text ${text.length}\n${text}\n`)
  for (const [name, path] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const entry of entriesBelow(path, name)) {
      const content = createHash('sha256').update(readFileSync(entry.path)).digest('hex')
      hash.update(`file ${entry.name} ${isExecutable(entry.path) ? 'x' : '-'} ${content}\n`)
    }
  }
  return hash.digest('hex').slice(0, 12)
}
