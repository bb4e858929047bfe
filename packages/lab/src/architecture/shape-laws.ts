import { basename } from 'node:path'
import { type Node, Visitor } from 'oxc-parser'
import { matchesAny, type Room } from './import-laws.ts'
import { bannedWords, ceilings, engineNameFiles, type Finding } from './rules.ts'
import type { SourceFile } from './source-file.ts'

/** Longer files hold two things. */
export function isTooLong(file: SourceFile): Finding[] {
  const lines = file.text.trimEnd().split('\n').length
  return lines > ceilings.fileLines ? [{ line: lines, because: `has ${lines} lines (${ceilings.fileLines})` }] : []
}

type Callable = { start: number; end: number; params: readonly { type: string }[] }

/** Length and parameters of every function. The callback of `describe` is a chapter, that of `each` takes the columns of a table. */
export function hasLongFunctions(file: SourceFile): Finding[] {
  const findings: Finding[] = []
  const chapters = new Set<number>()
  const rows = new Set<number>()
  const look = ({ start, end, params }: Callable) => {
    const line = file.lineOf(start)
    const lines = file.lineOf(end) - line + 1
    if (lines > ceilings.functionLines && !chapters.has(start))
      findings.push({ line, because: `a function of ${lines} lines (${ceilings.functionLines})` })
    if (params.length > ceilings.parameters && !rows.has(start))
      findings.push({
        line,
        because: `a function of ${params.length} parameters (${ceilings.parameters}, then an object)`,
      })
  }
  new Visitor({
    CallExpression(call) {
      const callee = file.isTest ? file.text.slice(call.callee.start, call.callee.end) : ''
      if (/^describe\b/.test(callee)) for (const argument of call.arguments) chapters.add(argument.start)
      if (/^(describe|it|test)\.each\b/.test(callee)) for (const argument of call.arguments) rows.add(argument.start)
    },
    FunctionDeclaration: look,
    FunctionExpression: look,
    ArrowFunctionExpression: look,
  }).visit(file.parsed.program)
  return findings
}

/** Config files of tools are read through their default export; nothing else is. */
export function exportsDefault(file: SourceFile): Finding[] {
  if (/\.config\.(ts|mjs)$/.test(file.path)) return []
  return file.parsed.module.staticExports.flatMap(({ entries, start }) =>
    entries.some(({ exportName }) => exportName.kind === 'Default')
      ? [{ line: file.lineOf(start), because: 'has a default export' }]
      : [],
  )
}

/** The environment is read once, in `config.ts`, so that no secret leaks into children or dumps. */
export function readsEnvironment(file: SourceFile, { rules }: Room): Finding[] {
  const isAllowed = /^config\.(ts|mjs)$/.test(basename(file.path)) || matchesAny(file.path, rules.environment ?? [])
  if (isAllowed || file.isTest) return []
  const findings: Finding[] = []
  const found = ({ start }: { start: number }) =>
    findings.push({ line: file.lineOf(start), because: 'reads the environment outside config.ts' })
  new Visitor({
    MemberExpression(node) {
      if (node.object.type === 'Identifier' && node.object.name === 'process' && nameOf(node.property) === 'env')
        found(node)
    },
    ImportDeclaration(node) {
      const isProcess = node.source.value === 'node:process' || node.source.value === 'process'
      const takesEnvironment = node.specifiers.some((specifier) => specifier.local.name === 'env')
      if (isProcess && takesEnvironment) found(node)
    },
  }).visit(file.parsed.program)
  return findings
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|tsx|mjs)$/

/** kebab-case, and no word that would fit every file. */
export function isBadlyNamed(file: SourceFile): Finding[] {
  const name = basename(file.path)
  if (!kebab.test(name)) return [{ line: 1, because: 'is not named in kebab-case' }]
  const words = name.split(/[.-]/)
  const isManager = words.includes('manager') && !file.path.includes('instance-manager')
  const banned = isManager ? 'manager' : words.find((word) => bannedWords.includes(word))
  return banned ? [{ line: 1, because: `has the word "${banned}" in its name` }] : []
}

/** An engine family is named only in its folder, the catalogue and tests. */
export function namesEngineFamilies(
  file: SourceFile,
  { rules, families }: Room & { families: readonly string[] },
): Finding[] {
  if (file.isTest || matchesAny(file.path, [...engineNameFiles, ...(rules.engineNames ?? [])])) return []
  const findings: Finding[] = []
  new Visitor({
    Literal(node) {
      const { value } = node
      if (typeof value !== 'string') return
      const family = families.find((name) => value === name || value.includes(`families/${name}/`))
      if (family) findings.push({ line: file.lineOf(node.start), because: `names the engine family ${family}` })
    },
  }).visit(file.parsed.program)
  return findings
}
