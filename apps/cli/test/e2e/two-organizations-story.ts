import { spawn } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ThrowawayPlatform } from '@holdfast/lab/platform/throwaway-platform'
import { createClient } from '@holdfast/shared/client/client'
import { organizationRoutes } from '@holdfast/shared/contract/organization-routes'
import { personRoutes } from '@holdfast/shared/contract/person-routes'
import { beforeAll, describe, expect, it } from 'vitest'
import { completeIn, hasShell, installInto } from './complete-in-shell.ts'
import { type Holdfast, program, type Ran } from './run-holdfast.ts'

interface Given {
  readonly holdfast: Holdfast
  readonly folder: string
  readonly platform: ThrowawayPlatform
}

const input = 'correct horse battery\n'
const shells = ['bash', 'zsh', 'fish'] as const

/** The first lines of the event stream, until it has told `enough`. */
function eventsUntil(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  enough: (text: string) => boolean,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env: { PATH: '/usr/bin:/bin', ...env } })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (enough(out)) child.kill()
    })
    child.once('error', reject)
    child.once('close', () => resolve(out))
  })
}

interface Story {
  readonly given: () => Given
  readonly inOne: (words: string) => Promise<Ran>
  readonly inTwo: (words: string) => Promise<Ran>
  readonly listOf: (
    words: string,
  ) => Promise<{ id: string; name: string; organizationId: string; isCurrent: boolean }[]>
  /** Ids and names that belong to one of the two organizations alone. */
  readonly marks: { ofOne: string[]; ofTwo: string[] }
}

/** One person, two organizations with a database each, a profile for each; `orders` is there, in the first one. */
export function tellOfTwoOrganizations(given: () => Given): void {
  const story: Story = {
    given,
    inOne: (words) => given().holdfast(`--profile one ${words}`),
    inTwo: (words) => given().holdfast(`--profile two ${words}`),
    listOf: async (words) => JSON.parse((await given().holdfast(`${words} --json`)).out).items,
    marks: { ofOne: [], ofTwo: [] },
  }
  beforeAll(() => prepare(story))
  tellOfFiles(story)
  tellOfLists(story)
  tellOfEvents(story)
  tellOfForeignNames(story)
  describe('completion', () => tellOfCompletion(story))
  tellOfChoosing(story)
  tellOfBothInOne(story)
  tellOfEnds(story)
  tellOfMany(story)
}

async function marksOf({ listOf }: Story, profile: string): Promise<string[]> {
  const databases = await listOf(`--profile ${profile} database list`)
  const operations = await listOf(`--profile ${profile} operation list`)
  const tokens = await listOf(`--profile ${profile} token list`)
  const [database] = databases
  const ids = [...databases, ...operations, ...tokens].map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(2)
  return [...ids, ...(database ? [database.name, database.organizationId] : [])]
}

async function prepare(story: Story): Promise<void> {
  const { holdfast } = story.given()
  const [first] = await story.listOf('organization list')
  const create = ['organization', 'create', 'Difference Engines', '--password-stdin']
  const made = await holdfast(create, { input })
  expect(made.code, made.err).toBe(0)
  const login = ['login', '--email', 'cli@example.com', '--password-stdin']
  for (const [profile, organization] of [
    ['one', first?.id ?? ''],
    ['two', 'Difference Engines'],
  ] as const)
    expect(await holdfast([...login, '--organization', organization, '--profile', profile], { input })).toMatchObject({
      code: 0,
    })
  const database = 'database create parcels --size micro --storage 1GiB --wait'
  expect(await story.inTwo(database)).toMatchObject({ code: 0 })
  story.marks.ofOne = await marksOf(story, 'one')
  story.marks.ofTwo = await marksOf(story, 'two')
}

function tellOfFiles({ given, listOf }: Story): void {
  it('keeps profiles in files for their owner alone, with no password in them', async () => {
    const profiles = join(given().folder, 'holdfast', 'profiles')
    expect((await readdir(profiles)).toSorted()).toEqual(['default.json', 'one.json', 'two.json'])
    for (const file of await readdir(profiles)) {
      expect((await stat(join(profiles, file))).mode & 0o777).toBe(0o600)
      expect(await readFile(join(profiles, file), 'utf8')).not.toContain(input.trim())
    }
    expect((await listOf('profile list')).map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      ['default', true],
      ['one', false],
      ['two', false],
    ])
  })
}

function tellOfLists({ inOne, inTwo, marks }: Story): void {
  it('shows nothing of one organization to the profile of the other, in any list', async () => {
    const lists = [
      'database list',
      'database list --deleted',
      'operation list',
      'audit list',
      'token list',
      'member list',
      'organization list',
      'alert list',
      'webhook list',
      'invitation list',
      'quota show',
      'whoami',
    ]
    for (const list of lists) {
      const [one, two] = await Promise.all([inOne(`${list} --json`), inTwo(`${list} --json`)])
      expect([list, one.code, two.code]).toEqual([list, 0, 0])
      for (const mark of marks.ofTwo) expect([list, one.out.includes(mark)]).toEqual([list, false])
      for (const mark of marks.ofOne) expect([list, two.out.includes(mark)]).toEqual([list, false])
    }
  })
}

function tellOfEvents({ given, marks }: Story): void {
  it('tells no event of one to the profile of the other, from the first event on', async () => {
    const env = { XDG_CONFIG_HOME: given().folder, HOLDFAST_URL: given().platform.url }
    const ofOne = await eventsUntil(['event', 'tail', '--after', '0', '--profile', 'one'], env, (text) =>
      text.includes('orders'),
    )
    const ofTwo = await eventsUntil(['event', 'tail', '--after', '0', '--profile', 'two'], env, (text) =>
      text.includes('parcels'),
    )
    for (const mark of marks.ofTwo) expect(ofOne).not.toContain(mark)
    for (const mark of marks.ofOne) expect(ofTwo).not.toContain(mark)
  })
}

function tellOfForeignNames({ inOne, inTwo, listOf }: Story): void {
  it('finds nothing of the other by name or id, and cannot touch it', async () => {
    const [parcels] = await listOf('--profile two database list')
    const [operation] = await listOf('--profile two operation list')
    const [token] = await listOf('--profile two token list')
    expect([parcels, operation, token]).not.toContain(undefined)
    const attempts = [
      'database show parcels',
      `database show ${parcels?.id}`,
      `database delete ${parcels?.id} --yes`,
      `database url ${parcels?.id}`,
      `psql ${parcels?.id} -- -c select`,
      `operation show ${operation?.id}`,
      `operation cancel ${operation?.id}`,
      `operation list --database ${parcels?.id}`,
      `token revoke ${token?.id}`,
      `role list ${parcels?.id}`,
      `network set ${parcels?.id} nowhere`,
    ]
    const answers = await Promise.all(attempts.map(async (words) => ({ words, ...(await inOne(words)) })))
    for (const { words, code, err } of answers)
      expect([words, code, err]).toEqual([words, 1, expect.stringContaining('not found')])
    expect((await inTwo('database show parcels')).out).toContain('running')
  })
}

function tellOfCompletion({ given }: Story): void {
  for (const shell of shells)
    it.skipIf(!hasShell(shell))(
      `offers in ${shell} what the chosen organization has, and nothing of the other`,
      async () => {
        const { folder, platform } = given()
        const bin = await installInto(join(folder, shell))
        const env = { PATH: bin, HOME: folder, XDG_CONFIG_HOME: folder, HOLDFAST_URL: platform.url }
        const offered = (line: string) => completeIn(shell, line, env)
        expect(await offered('holdfast database re')).toEqual(expect.arrayContaining(['rename', 'restart']))
        // Names that do not come within a second are not offered; a busy machine is asked again.
        const offersOf = async (profile: string, own: string) => {
          let found: string[] = []
          const ask = async () => {
            found = await offered(`holdfast --profile ${profile} database show `)
            return found
          }
          await expect.poll(ask, { timeout: 90_000 }).toContain(own)
          return found
        }
        const [one, two] = await Promise.all([offersOf('one', 'orders'), offersOf('two', 'parcels')])
        expect(one).not.toContain('parcels')
        expect(two).not.toContain('orders')
        expect(await offered('holdfast profile use ')).toEqual(expect.arrayContaining(['one', 'two']))
      },
    )
  const absent = shells.filter((shell) => !hasShell(shell))
  if (absent.length > 0) console.info(`skipped: completion in ${absent.join(', ')}, which this machine does not have`)
}

function tellOfChoosing({ given, inOne }: Story): void {
  it('speaks as who was chosen: by option, by environment, by use; a token of the environment wins', async () => {
    const { holdfast } = given()
    const names = async (env: NodeJS.ProcessEnv = {}) => (await holdfast('database list --json', { env })).out
    expect(await names({ HOLDFAST_PROFILE: 'two' })).toContain('parcels')
    expect(await holdfast('profile use two')).toMatchObject({ code: 0 })
    expect(await names()).toContain('parcels')
    expect(await names({ HOLDFAST_PROFILE: 'one' })).toContain('orders')
    const token = (await inOne('token create elsewhere --scopes database:read')).out.trim()
    expect(await names({ HOLDFAST_TOKEN: token })).toContain('orders')
    const both = await holdfast('--profile two whoami', { env: { HOLDFAST_TOKEN: token } })
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('unset it to use --profile') })
    expect(await holdfast('profile use default')).toMatchObject({ code: 0 })
  })
}

function tellOfBothInOne({ given, listOf }: Story): void {
  it('holds both in one profile too, and switches between them', async () => {
    const { holdfast } = given()
    expect((await holdfast('database list')).out).toContain('orders')
    const other = ['--organization', 'difference engines']
    expect((await holdfast(['database', 'list', ...other])).out).toContain('parcels')
    expect(await holdfast(['organization', 'use', 'Difference Engines'])).toMatchObject({ code: 0 })
    await holdfast('login --email cli@example.com --password-stdin', { input })
    expect((await holdfast('database list')).out).not.toContain('orders')
    const [own] = await listOf('--profile one organization list')
    expect(await holdfast(`organization use ${own?.id}`)).toMatchObject({ code: 0 })
    expect((await holdfast('database list')).out).toContain('orders')
  })
}

function tellOfEnds({ given, inTwo }: Story): void {
  it('says what to do about a profile or organization that is not there', async () => {
    const wrong = await given().holdfast('--profile work database list')
    expect(wrong).toMatchObject({ code: 2 })
    expect(wrong.err).toMatch(/there are default, one, two.*holdfast login --profile work/)
    const foreign = await given().holdfast([
      '--profile',
      'one',
      'database',
      'list',
      '--organization',
      'Difference Engines',
    ])
    expect(foreign).toMatchObject({ code: 2, err: expect.stringContaining('holdfast login') })
  })

  it('revokes what a removed profile held, and what a new login replaces', async () => {
    const { holdfast, folder } = given()
    const kept = async () =>
      JSON.parse(await readFile(join(folder, 'holdfast', 'profiles', 'two.json'), 'utf8')).organizations[0].token
    const works = async (token: string) => (await holdfast('whoami', { env: { HOLDFAST_TOKEN: token } })).code === 0
    const before = await kept()
    await holdfast('login --profile two --email cli@example.com --password-stdin', { input })
    await expect.poll(() => works(before)).toBe(false)
    const now = await kept()
    expect(await works(now)).toBe(true)
    expect(await holdfast('profile remove two --yes')).toMatchObject({ code: 0 })
    await expect.poll(() => works(now)).toBe(false)
    expect(await inTwo('whoami')).toMatchObject({ code: 2 })
  })
}

function tellOfMany({ given }: Story): void {
  it('signs in for any organization of a person who has more than one login keeps', async () => {
    const { holdfast, folder, platform } = given()
    const home = join(folder, 'mary')
    const email = 'mary@example.com'
    expect(await holdfast(`sign-up --email ${email} --password-stdin`, { input, home })).toMatchObject({ code: 0 })
    let token: string | undefined
    const call = createClient({ url: platform.url, token: () => token })
    const body = { email, password: input.trim() }
    token = (await call(personRoutes.signIn, { body })).accessToken
    const names = Array.from({ length: 51 }, (_, n) => `Loom ${n}`)
    for (const name of names) await call(organizationRoutes.create, { body: { name } })
    for (const name of [names.at(0) ?? '', names.at(-1) ?? '']) {
      const login = ['login', '--email', email, '--password-stdin', '--organization', name, '--profile', 'one-of-many']
      expect(await holdfast(login, { input, home })).toMatchObject({ code: 0, out: expect.stringContaining(name) })
    }
  })
}
