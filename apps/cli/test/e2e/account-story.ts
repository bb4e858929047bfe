import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Holdfast } from './run-holdfast.ts'

const old = 'correct horse battery'
const fresh = 'another horse battery'

/** What a person does with their own account and organizations, each with the password, since a token is no person. */
export function tellOfAccount(given: () => { readonly holdfast: Holdfast; readonly folder: string }): void {
  const ada = (words: string, input = `${fresh}\n`) =>
    given().holdfast(words, { input, home: join(given().folder, 'ada') })
  const joan = (words: string, input = `${old}\n`) =>
    given().holdfast(words, { input, home: join(given().folder, 'joan') })

  it('changes its password, which the old one no longer opens', async () => {
    const signUp = 'sign-up --email ada@example.com --password-stdin --organization Looms'
    expect(await ada(signUp, old)).toMatchObject({ code: 0 })
    expect(await ada('password change --password-stdin', `${old}\n`)).toMatchObject({ code: 2 })
    expect(await ada('password change --password-stdin', `${old}\n${fresh}\n`)).toMatchObject({ code: 0 })
    const refused = await ada('session list --password-stdin', old)
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/password/i) })
    // Tokens are not sessions: the profile goes on.
    expect(await ada('whoami')).toMatchObject({ code: 0, out: expect.stringContaining('Looms') })
  })

  it('leaves no session behind, and shows and exports what is kept', async () => {
    const sessions = await ada('session list --password-stdin --json')
    expect(JSON.parse(sessions.out).items).toEqual([])
    const exported = JSON.parse((await ada('account export --password-stdin')).out)
    expect(exported.person).toMatchObject({ email: 'ada@example.com' })
    expect(exported.sessions.length).toBeGreaterThan(3)
    expect(JSON.stringify(exported)).not.toContain(fresh)
    expect(await ada('session end ss_00000000000000000000 --password-stdin')).toMatchObject({ code: 1 })
    expect(await ada('session end-all --password-stdin')).toMatchObject({ code: 0 })
    expect((await ada('quota show')).out).toMatch(/DATABASES|databases\s+0\s+\d+/)
  })

  it('hands its organization to another member, and then may leave it', async () => {
    const link = (await ada('member invite joan@example.com --role admin')).out.trim()
    expect(await joan(`invitation accept ${link} --password-stdin`)).toMatchObject({ code: 0 })
    const stuck = await ada('organization leave Looms --password-stdin --yes')
    expect(stuck).toMatchObject({ code: 1, err: expect.stringContaining('owner') })
    expect(await ada('organization transfer nobody@example.com --password-stdin --yes')).toMatchObject({ code: 2 })
    expect(await ada('organization transfer joan@example.com --password-stdin --yes')).toMatchObject({ code: 0 })
    expect(await ada('organization leave Looms --password-stdin --yes')).toMatchObject({ code: 0 })
    expect(await readdir(join(given().folder, 'ada', 'holdfast', 'profiles'))).toEqual([])
    expect((await joan('member list')).out).not.toContain('ada@example.com')
    expect(await joan('organization rename Jacquards')).toMatchObject({ code: 0 })
    expect((await joan('whoami')).out).toContain('Jacquards')
  })

  it('is deleted with its password, and forgotten on this machine', async () => {
    expect(await joan('account delete --password-stdin')).toMatchObject({ code: 2 })
    expect(await joan('account delete --password-stdin --yes', 'a wrong password')).toMatchObject({ code: 1 })
    expect(await joan('account delete --password-stdin --yes')).toMatchObject({ code: 0 })
    expect(await readdir(join(given().folder, 'joan', 'holdfast', 'profiles'))).toEqual([])
    expect(await joan('login --email joan@example.com --password-stdin')).toMatchObject({ code: 1 })
  })

  it('is made an operator by one, seen among them, and no longer', async () => {
    const { holdfast } = given()
    expect(await holdfast('operator set ada@example.com')).toMatchObject({ code: 0 })
    expect((await holdfast('operator list')).out).toContain('ada@example.com')
    expect(await holdfast('operator set ada@example.com --off')).toMatchObject({ code: 0 })
    expect((await holdfast('operator list')).out).not.toContain('ada@example.com')
  })
}
