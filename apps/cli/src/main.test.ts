import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { argumentsOf, findCommand, wordsOf } from './command.ts'
import { parseCommandLine, skim } from './command-line.ts'
import { commands } from './commands.ts'
import { main } from './main.ts'
import { nouns } from './nouns.ts'

const run = async (...argv: string[]) => {
  const text = { out: '', err: '' }
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        text[name] += String(chunk)
        done()
      },
    })
  const code = await main(argv, { out: into('out'), err: into('err') })
  return { code, ...text }
}

/** Splits as a shell does, up to a redirection. */
const shellWords = (line: string): string[] => {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, ...parts]) => parts.find(Boolean) ?? '')
  const end = words.findIndex((word) => word === '<' || word === '>')
  return end < 0 ? words : words.slice(0, end)
}

describe('the command line', () => {
  it('shows every command when nothing is asked, and exits 0', async () => {
    const { code, out } = await run()
    expect(code).toBe(0)
    for (const command of commands) expect(out).toContain(command.usage)
  })

  it('tells options and their values apart from words and arguments', () => {
    const rename = commands.find((command) => command.usage.startsWith('database rename'))
    expect(rename && [wordsOf(rename), argumentsOf(rename)]).toEqual([['database', 'rename'], ['NAME']])
  })

  it('has an example for every command, which it reads as that very command', () => {
    for (const command of commands) {
      const [program, ...argv] = shellWords(command.example)
      expect([program, findCommand(commands, skim(argv).words)?.usage]).toEqual(['holdfast', command.usage])
      expect(() => parseCommandLine(command, argv), command.example).not.toThrow()
    }
  })

  it('has a sentence for every noun, and its help shows each verb with its example', async () => {
    const first = new Set(commands.map((command) => wordsOf(command)[0] ?? ''))
    expect(Object.keys(nouns).toSorted()).toEqual([...first].toSorted())
    for (const noun of first) {
      const verbs = commands.filter((command) => wordsOf(command)[0] === noun)
      if (verbs.some((command) => wordsOf(command).length === 1)) continue
      const { code, out } = await run(noun, '--help')
      expect(code).toBe(0)
      for (const { usage, example } of verbs) expect([out.includes(usage), out.includes(example)]).toEqual([true, true])
    }
  })

  it('completes no argument or option that its command does not have', () => {
    for (const command of commands)
      for (const place of Object.keys(command.offers ?? {})) {
        const isOption = place.startsWith('--') && command.options?.[place.slice(2)]?.type === 'string'
        expect([command.usage, place, isOption || argumentsOf(command).includes(place)]).toEqual([
          command.usage,
          place,
          true,
        ])
      }
  })

  it('says which command was probably meant', async () => {
    for (const [typed, meant] of [
      ['databse list', 'database list'],
      ['database lsit', 'database list'],
      ['create database', 'database create'],
      ['logn', 'login'],
      ['organisation list', 'organization list'],
    ]) {
      const { code, err } = await run(...(typed ?? '').split(' '))
      expect([code, err]).toEqual([2, expect.stringContaining(`did you mean "${meant}"?`)])
    }
    expect((await run('database', 'list', '--delted')).err).toContain('did you mean --deleted?')
    expect((await run('xylophone')).err).not.toContain('did you mean')
  })

  it('takes the options of every command before the noun as well', async () => {
    const { code, err } = await run('--profile', 'nobody-has-this', 'database', 'list')
    expect(code).toBe(2)
    expect(err).toContain('there is no profile "nobody-has-this"')
    expect(err).toContain('holdfast login --profile nobody-has-this')
  })

  it('exits 2 for an unknown command and shows its neighbors', async () => {
    const { code, err } = await run('database', 'explode')
    expect(code).toBe(2)
    expect(err).toContain('there is no command "database explode"')
    expect(err).toContain('database create NAME')
  })

  it('exits 2 when an argument is missing, an option is unknown, or a value cannot be read', async () => {
    expect((await run('database', 'show')).err).toContain('needs NAME')
    expect((await run('database', 'list', '--nonsense')).code).toBe(2)
    expect((await run('database', 'create', 'x', '--storage', 'much')).err).toContain('10GiB')
    expect((await run('operation', 'show', 'nonsense')).code).toBe(2)
    expect((await run('webhook', 'create', 'https://a.example/', '--events', 'weather')).err).toContain('database')
    expect((await run('webhook', 'test', 'op_1')).err).toContain('wh_…')
    expect((await run('alert', 'mute', 'al_00000000000000000001', '--for', '2h')).err).toContain('--because')
    expect((await run('alert', 'mute', 'al_00000000000000000001', '--for', 'ever', '--because', 'x')).err).toContain(
      '30m',
    )
  })

  it('deletes nothing without --yes', async () => {
    const { code, err } = await run('database', 'delete', 'orders')
    expect(code).toBe(2)
    expect(err).toContain('confirm with --yes')
  })

  it('says which variable of the environment it cannot use', async () => {
    process.env.HOLDFAST_URL = 'somewhere'
    const { code, err } = await run('whoami')
    delete process.env.HOLDFAST_URL
    expect([code, err]).toEqual([2, expect.stringContaining('HOLDFAST_URL')])
  })

  it('exits 1 and says what to do when the control plane does not answer', async () => {
    process.env.HOLDFAST_URL = 'http://127.0.0.1:9'
    const { code, err } = await run('whoami')
    delete process.env.HOLDFAST_URL
    expect(code).toBe(1)
    expect(err).toContain('does not answer')
    expect(err).toContain('try again')
  })
})
