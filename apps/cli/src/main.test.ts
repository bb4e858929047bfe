import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { argumentsOf, wordsOf } from './command.ts'
import { commands } from './commands.ts'
import { main } from './main.ts'

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

  it('exits 1 and says what to do when the control plane does not answer', async () => {
    process.env.HOLDFAST_URL = 'http://127.0.0.1:9'
    const { code, err } = await run('whoami')
    delete process.env.HOLDFAST_URL
    expect(code).toBe(1)
    expect(err).toContain('does not answer')
    expect(err).toContain('try again')
  })
})
