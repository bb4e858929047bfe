import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contract } from '@holdfast/shared/contract/contract'
import { describe, expect, it } from 'vitest'
import { renderHeaders } from '../build/render-headers.ts'
import { renderPaths } from '../build/render-paths.ts'

const src = fileURLToPath(new URL('./', import.meta.url))
const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(src, join(entry.parentPath, entry.name)))
const read = (file: string) => readFileSync(join(src, file), 'utf8')
const sheets = files.filter((file) => file.endsWith('.css'))
const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))

/** What a file imports, relative paths resolved from `src/`. */
const importsOf = (file: string) =>
  [...read(file).matchAll(/^(?:import|export) .*?from '([^']+)'|^} from '([^']+)'|import\('([^']+)'\)/gm)].map(
    ([, one, two, three]) => {
      const specifier = one ?? two ?? three ?? ''
      return specifier.startsWith('.') ? join(dirname(file), specifier) : specifier
    },
  )
const areas = [
  'commands',
  'palette',
  'access',
  'databases',
  'operations',
  'hosts',
  'metrics',
  'people',
  'problems',
  'alerts',
  'webhooks',
  'audit',
]
const areaOf = (file: string) => areas.find((area) => file.startsWith(`${area}/`))

describe('the rules of the console', () => {
  it('has raw colors and lengths above 2 px only in tokens.css', () => {
    const raw = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)\(|\b(?:[3-9]|\d{2,})(?:\.\d+)?px\b/i
    const breaches = sheets
      .filter((file) => file !== 'ui/tokens.css')
      .flatMap((file) =>
        read(file)
          .split('\n')
          .flatMap((line, index) =>
            raw.test(line) && !line.includes('url(') ? [`${file}:${index + 1} ${line.trim()}`] : [],
          ),
      )
    expect(breaches).toEqual([])
  })

  it('uses logical properties only, so that a script from right to left needs no other sheet', () => {
    const physical =
      /^\s*(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:/m
    expect(sheets.filter((file) => physical.test(read(file)))).toEqual([])
  })

  it('exports one component per file', () => {
    const components = (file: string) => read(file).match(/^export (?:function|const) [A-Z]\w*/gm) ?? []
    expect(sources.filter((file) => file.endsWith('.tsx') && components(file).length > 1)).toEqual([])
  })

  it('lets areas meet only at their doors', () => {
    const breaches = sources.flatMap((file) =>
      importsOf(file)
        .filter((target) => areaOf(target) && areaOf(target) !== areaOf(file) && !target.endsWith('/index.ts'))
        .map((target) => `${file} imports ${target}`),
    )
    expect(breaches).toEqual([])
  })

  it('lets areas call the API only in queries.ts', () => {
    const calls = ['api/client.ts', 'api/session.ts', 'api/keys.ts', 'api/send.ts']
    const breaches = sources
      .filter((file) => areaOf(file) && !file.endsWith('queries.ts'))
      .filter((file) => importsOf(file).some((target) => calls.includes(target)))
    expect(breaches).toEqual([])
  })

  it('takes icons through ui/icon.tsx alone', () => {
    const users = sources.filter((file) => importsOf(file).includes('lucide-react'))
    expect(users).toEqual(['ui/icon.tsx'])
  })

  it('brings no schema to the browser: the contract is imported for its types only', () => {
    const schemas = /^import (?!type)[^;]*? from '@holdfast\/shared\/(?!units|engines\/)/m
    expect(sources.filter((file) => schemas.test(read(file)))).toEqual([])
  })

  it('fetches nothing in effects: server state lives in the cache', () => {
    const fetching = /useEffect\([^)]*\b(?:call|send|fetch)\(/s
    expect(sources.filter((file) => fetching.test(read(file)))).toEqual([])
  })

  it('knows every route of the contract', () => {
    expect(read('api/paths.ts')).toBe(renderPaths(contract))
    expect(read('commands/headers-of-routes.ts')).toBe(renderHeaders(contract))
  })
})
