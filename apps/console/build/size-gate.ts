import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { filesOf, type Manifest } from './first-page.ts'

/** Budgets in kilobytes (1000 bytes) after gzip -9, of CONSOLE.md §5. */
const budgets = { firstPage: 150, signIn: 130, laterPage: 80, css: 20 }

const dist = new URL('../dist/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, dist))
const kilobytes = (files: Iterable<string>, ending: string) =>
  [...files]
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length / 1000, 0)

const manifest = JSON.parse(read('.vite/manifest.json').toString()) as Manifest
const entry = Object.keys(manifest).filter((name) => manifest[name]?.isEntry)
const pages = Object.keys(manifest).filter((name) => name.startsWith('src/pages/'))
const shell = Object.keys(manifest).filter((name) => name.startsWith('src/shell/'))
const start = filesOf(manifest, entry)
/** One sheet holds everything. */
const sheets = Object.values(manifest).map(({ file }) => file)
const first = filesOf(manifest, [...entry, ...shell, 'src/pages/databases.tsx'])

const figures = [
  { what: 'first page, JavaScript', is: kilobytes(first, '.js'), may: budgets.firstPage },
  { what: 'first page, CSS', is: kilobytes(sheets, '.css'), may: budgets.css },
  {
    what: 'sign-in, JavaScript',
    is: kilobytes(filesOf(manifest, [...entry, 'src/pages/sign-in.tsx']), '.js'),
    may: budgets.signIn,
  },
  ...pages.map((page) => {
    const more = [...filesOf(manifest, [page])].filter((file) => !first.has(file) && !start.has(file))
    return { what: page, is: kilobytes(more, '.js'), may: budgets.laterPage }
  }),
]

for (const { what, is, may } of figures)
  process.stdout.write(`${is <= may ? 'ok  ' : 'OVER'} ${is.toFixed(1).padStart(6)} of ${may} KB  ${what}\n`)
if (figures.some(({ is, may }) => is > may)) process.exitCode = 1
