import { describe, expect, it } from 'vitest'
import { checkFile } from './check-room.ts'
import type { RoomRules } from './rules.ts'
import { parseSource } from './source-file.ts'

function breaches(path: string, text: string, rules: RoomRules = { rooms: ['@holdfast/shared'] }): string[] {
  const folder = path.split('/').slice(0, 2).join('/')
  const room = { folder, rules, families: ['postgres'] }
  return checkFile(parseSource(path, text), room).map(({ line, because }) => `${line} ${because}`)
}

const lines = (n: number) => 'x()\n'.repeat(n)

describe('the laws of the house', () => {
  it.each([
    ['a file over 400 lines', 'apps/api/src/x.ts', lines(401), '401 has 401 lines (400)'],
    [
      'a function over 60 lines',
      'apps/api/src/x.ts',
      `const f = () => {\n${lines(59)}}`,
      '1 a function of 61 lines (60)',
    ],
    [
      'four parameters',
      'apps/api/src/x.ts',
      'class A { m(a, b, c, d) {} }',
      '1 a function of 4 parameters (3, then an object)',
    ],
    ['a default export', 'apps/api/src/x.ts', 'export default 1', '1 has a default export'],
    [
      'export * of another folder',
      'apps/api/src/x.ts',
      "export * from './y/z.ts'",
      '1 export * across folders from ./y/z.ts',
    ],
    [
      'process.env outside config.ts',
      'apps/api/src/x.ts',
      'f(process.env.A)',
      '1 reads the environment outside config.ts',
    ],
    [
      'env of node:process',
      'apps/api/src/x.ts',
      "import { env } from 'node:process'",
      '1 reads the environment outside config.ts',
    ],
    ['camel case', 'apps/api/src/findThing.ts', '', '1 is not named in kebab-case'],
    ['a word that fits all', 'apps/api/src/text-utils.ts', '', '1 has the word "utils" in its name'],
    ['the lab in a program', 'apps/api/src/x.ts', "import '@holdfast/lab/y'", '1 imports the room @holdfast/lab'],
    [
      'a way round the door',
      'apps/api/src/x.ts',
      "import '../../agent/src/y.ts'",
      '1 imports apps/agent/src/y.ts, outside its room apps/api',
    ],
    [
      'Prisma outside a store',
      'apps/api/src/http/x.ts',
      "\nimport '@prisma/client'",
      '2 imports @prisma/client, which only apps/api/src/platform/database/**, **/*-store.ts, prisma/**, prisma.config.ts may',
    ],
    ['an engine by name', 'apps/api/src/x.ts', "if (engine === 'postgres') f()", '1 names the engine family postgres'],
  ])('refuses %s', (_, path, text, because) => expect(breaches(path, text)).toEqual([because]))

  it.each([
    ['the environment in config.ts', 'apps/api/src/config.ts', 'f(process.env)'],
    ['Prisma in a store', 'apps/api/src/hosts/host-store.ts', "import '@prisma/client'"],
    ['a store beside its domain', 'apps/api/src/hosts/x.ts', "import './host-store.ts'"],
    ['the lab and the engine in a test', 'apps/api/src/x.test.ts', "import '@holdfast/lab/y'; f('postgres')"],
    ['a long chapter of a test', 'apps/api/src/x.test.ts', `describe.skipIf(a)('b', () => {\n${lines(70)}})`],
    ['an engine by name in its folder', 'packages/engine/src/families/postgres/x.ts', "f('postgres')"],
    ['the instance manager', 'packages/engine/src/instance-manager/manager-socket.ts', ''],
  ])('allows %s', (_, path, text) => expect(breaches(path, text)).toEqual([]))

  it('holds the direction between folders', () => {
    const rules = { rooms: [], folders: { hosts: ['http'] } }
    expect(breaches('apps/api/src/hosts/x.ts', "import '../http/y.ts'", rules)).toEqual(['1 hosts imports http'])
    expect(breaches('apps/api/src/http/x.ts', "import '../hosts/y.ts'", rules)).toEqual([])
  })

  it('closes the list of packages when a room gives one', () => {
    const rules = { rooms: [], packages: ['zod'] }
    const text = "import 'zod'; import 'node:fs'; import 'pg'"
    expect(breaches('packages/shared/src/x.ts', text, rules)).toEqual([
      '1 imports pg; this room may import only its listed packages',
    ])
  })
})
