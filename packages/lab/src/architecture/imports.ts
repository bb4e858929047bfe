import { posix } from 'node:path'
import type { SourceFile } from './source-file.ts'

export type Import = { specifier: string; line: number; isTypeOnly: boolean }

/** Everything a file imports or exports from elsewhere, `import('x')` with a literal included. */
export function importsOf(file: SourceFile): Import[] {
  const { staticImports, staticExports, dynamicImports } = file.parsed.module
  const fromImports = staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    line: file.lineOf(start),
    isTypeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
  }))
  const fromExports = staticExports.flatMap(({ entries, start }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ specifier: moduleRequest.value, line: file.lineOf(start), isTypeOnly: isType }] : [],
    ),
  )
  const fromCalls = dynamicImports.flatMap(({ moduleRequest, start }) => {
    const literal = /^['"`](.+)['"`]$/.exec(file.text.slice(moduleRequest.start, moduleRequest.end))?.[1]
    return literal ? [{ specifier: literal, line: file.lineOf(start), isTypeOnly: false }] : []
  })
  return [...fromImports, ...fromExports, ...fromCalls]
}

export const isRelative = (specifier: string): boolean => specifier.startsWith('.')

/** Where a relative import leads, from the root of the repository. */
export const resolveImport = (file: SourceFile, specifier: string): string =>
  posix.join(posix.dirname(file.path), specifier)

/** `@scope/name/door` → `@scope/name`; `pg/lib/x` → `pg`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
