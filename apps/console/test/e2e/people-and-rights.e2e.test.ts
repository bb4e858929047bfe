import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inStore } from '../harness/in-store.ts'
import { area, button, clipboard, heading, invite, openPeopleStage, type PeopleStage } from '../harness/people-stage.ts'
import { pressTabTo } from '../harness/press-tab-to.ts'
import { says } from '../harness/says.ts'
import { knownPerson } from './people/known-person.ts'
import { tokens } from './people/tokens.ts'

const dana = 'dana@kelp.example'
const grace = 'grace@kelp.example'
const ines = 'ines@kelp.example'
const password = 'correct horse battery staple'
const another = 'a quiet bay with seven boats'

describe('people and their rights in the browser', () => {
  let stage: PeopleStage
  let url: string
  /** Dana's own tab: owner of the organization, operator of the installation. */
  let page: Page
  let graces: Page

  beforeAll(async () => {
    stage = await openPeopleStage()
    url = stage.platform.url
    page = await stage.newTab()
    await page.goto(url)
    await page.getByLabel('Setup code').fill(stage.platform.setupCode)
    await page.getByLabel('E-mail').fill(dana)
    await page.getByLabel('Password').fill(password)
    await button(page, 'Set up').click()
    await heading(page, 'Databases').waitFor()
  })
  afterAll(() => stage?.close())

  describe('a colleague is invited', () => {
    let link: string

    it('by keyboard alone; oneself is refused at the field, and the rest goes on', async () => {
      await area(page, 'People').waitFor()
      await pressTabTo(page, 'People')
      await page.keyboard.press('Enter')
      await says(page, '1 member.')
      await pressTabTo(page, 'Invite people')
      await page.keyboard.press('Enter')
      await heading(page, 'Invite people').waitFor()
      await page.getByRole('table', { name: 'What each role may do' }).waitFor()
      await pressTabTo(page, 'E-mail addresses')
      await page.keyboard.type(`${dana}, ${grace}`)
      await pressTabTo(page, 'Role')
      await page.keyboard.press('v')
      await pressTabTo(page, 'Invite')
      await page.keyboard.press('Enter')
      await says(page, `${dana}: ${dana} is owner of this organization.`)
      const field = page.getByLabel('E-mail addresses')
      expect(await field.inputValue()).toBe(dana)
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      await says(page, `No mail server is set up; send this link to ${grace} yourself:`)
      await stage.inspect(page, 'invite')
    })

    it('with a link that can be copied here, and in the list as long as this tab stands', async () => {
      link = (await page.getByRole('figure', { name: `Invitation link of ${grace}` }).textContent()) ?? ''
      await button(page, 'Copy invitation link').click()
      await expect.poll(() => clipboard(page)).toBe(link)
      await page.getByRole('link', { name: 'To the people' }).click()
      const row = page.getByRole('row', { name: grace })
      expect(await row.textContent()).toContain('Viewer')
      await says(row, 'not opened yet')
      await row.getByRole('button', { name: 'Copy invitation link' }).click()
      await expect.poll(() => clipboard(page)).toBe(link)
      await stage.inspect(page, 'people-invited')
    })

    it('with a new link after a reload, which ends the one before', async () => {
      await page.reload()
      await button(page, 'Copy new link').click()
      await expect.poll(() => clipboard(page)).not.toBe(link)
      const tab = await stage.newTab()
      await tab.goto(link)
      await says(tab, 'a newer one may have replaced it')
      link = await clipboard(page)
    })

    it('and signs up by the link, whose secret leaves the address and is asked of nobody', async () => {
      graces = await stage.newTab()
      await graces.goto(link)
      await says(graces, /dana@kelp.example invites you to .* as viewer/)
      expect(graces.url()).toBe(`${url}/invitation`)
      await stage.inspect(graces, 'invitation')
      await graces.getByLabel('Password').fill('too short')
      await button(graces, 'Sign up and join').click()
      await says(graces, 'Use at least 12 characters.')
      await graces.getByLabel('Password').fill(password)
      await button(graces, 'Sign up and join').click()
      await heading(graces, 'Databases').waitFor()
      const secret = new URL(link).hash.slice(1)
      expect(secret.length).toBeGreaterThan(20)
      expect(stage.asked.filter((url) => url.includes(secret))).toEqual([])
      await graces.goBack()
      expect(graces.url()).not.toContain(secret)
    })

    it('and stands among the members at once, in the tab that never reloaded', async () => {
      await says(page, '2 members.')
      await says(page, 'No invitation is open.')
    })

    it('once and in time: a link that was used, revoked or too old says so in place', async () => {
      const tab = await stage.newTab()
      await tab.goto(link)
      await says(tab, 'The invitation was used already.')
      const revoked = await invite(page, 'lin@kelp.example', 'developer')
      await page.getByRole('link', { name: 'To the people' }).click()
      await button(page, 'Revoke').click()
      await says(page, 'The invitation of lin@kelp.example is revoked; its link is worth nothing.')
      await tab.goto(revoked)
      await says(tab, 'The invitation was revoked.')
      const ended = await invite(page, 'lin@kelp.example', 'developer')
      await inStore(stage.platform, "update invitation set expires_at = now() where email = 'lin@kelp.example'")
      await tab.goto(ended)
      await says(tab, /The invitation ended on 20/)
      await page.reload()
      await page.getByRole('link', { name: 'To the people' }).click()
      await says(page, 'ended; send it again')
      await tab.goto(`${url}/invitation`)
      await tab.reload()
      await says(tab, 'The address holds no invitation.')
    })
  })

  describe('roles', () => {
    const danas = () => page.getByRole('link', { name: dana }).first()

    it('show a viewer what is missing, why, and whom to ask', async () => {
      await graces.goto(url)
      await heading(graces, 'Databases').waitFor()
      await area(graces, 'People').click()
      await graces.getByRole('link', { name: dana }).click()
      const why = graces.getByText(`Needs the admin role. Ask ${dana}.`).first()
      await why.waitFor()
      for (const name of ['Save role', 'Make a reset link', 'Hand over', `Remove ${dana}`])
        expect(await button(graces, name).getAttribute('aria-disabled'), name).toBe('true')
      expect(await graces.getByRole('heading', { name: 'Invitations' }).count()).toBe(0)
      await area(graces, 'Settings').click()
      await says(graces, 'Quota and usage')
      expect(await button(graces, 'Save name').getAttribute('aria-disabled')).toBe('true')
      expect(await area(graces, 'Audit').count()).toBe(0)
    })

    it('change for a member while they look on', async () => {
      await area(graces, 'Tokens').click()
      await says(graces, 'Those of others are seen by owners and admins.')
      expect(await graces.getByLabel('Create databases').count()).toBe(0)
      await area(page, 'People').click()
      await page.getByRole('link', { name: grace }).click()
      await stage.inspect(page, 'member')
      await page.getByRole('combobox', { name: 'Role' }).selectOption('admin')
      await button(page, 'Save role').click()
      await says(page, `${grace} is admin now.`)
      await graces.getByLabel('Create databases').waitFor()
      await area(graces, 'Audit').waitFor()
    })

    it('leave an auditor the audit trail and nothing else', async () => {
      const tab = await stage.newTab()
      await tab.goto(await invite(page, ines, 'auditor'))
      await tab.getByLabel('Password').fill(password)
      await button(tab, 'Sign up and join').click()
      await area(tab, 'Audit').waitFor()
      await expect.poll(() => tab.getByRole('navigation', { name: 'Areas' }).getByRole('link').count()).toBe(1)
    })

    it('keep the last owner from leaving and from stepping down, in place', async () => {
      await area(page, 'People').click()
      await danas().click()
      await button(page, /^Leave/).click()
      await says(page, 'An organization needs an owner')
      await page.getByRole('combobox', { name: 'Role' }).selectOption('viewer')
      await button(page, 'Save role').click()
      await expect.poll(() => page.getByRole('combobox', { name: 'Role' }).getAttribute('aria-invalid')).toBe('true')
    })

    it('pass on with the organization, and can be given back', async () => {
      await area(page, 'People').click()
      await page.getByRole('link', { name: grace }).click()
      await button(page, 'Hand over').click()
      await says(page, `${grace} is the owner now; you are admin.`)
      await expect.poll(() => button(page, 'Hand over').getAttribute('aria-disabled')).toBe('true')
      await area(graces, 'People').click()
      await graces.getByRole('link', { name: dana }).click()
      await button(graces, 'Hand over').click()
      await says(graces, `${dana} is the owner now; you are admin.`)
      await expect.poll(() => button(page, 'Hand over').getAttribute('aria-disabled')).toBe(null)
    })
  })

  describe('tokens', () => tokens(() => ({ stage, page })))

  describe('the account', () => {
    it('gets a new password by a link that an owner hands over, good once', async () => {
      await area(page, 'People').click()
      await page.getByRole('link', { name: grace }).click()
      await button(page, 'Make a reset link').click()
      const shown = page.getByRole('figure', { name: 'Reset link' })
      const link = (await shown.textContent()) ?? ''
      await button(page, 'Copy reset link').click()
      await expect.poll(() => clipboard(page)).toBe(link)
      const tab = await stage.newTab()
      await tab.goto(`${url}/sign-in`)
      await tab.getByRole('link', { name: 'Forgot password?' }).click()
      await says(tab, 'No mail server is set up here, so no link can be mailed.')
      await stage.inspect(tab, 'forgot-password')
      await tab.goto(link)
      await tab.getByLabel('New password').fill(another)
      expect(tab.url()).toBe(`${url}/password-reset`)
      await stage.inspect(tab, 'password-reset')
      await button(tab, 'Set password').click()
      await says(tab, 'The new password holds. Every session has ended.')
      expect(stage.asked.filter((url) => url.includes(new URL(link).hash.slice(1)))).toEqual([])
      const late = await stage.newTab()
      await late.goto(link)
      await late.getByLabel('New password').fill(another)
      await button(late, 'Set password').click()
      await says(late, 'The link was used already.')
      await stage.signIn(tab, grace, password)
      await says(tab, 'E-mail or password is wrong')
      await tab.getByLabel('Password').fill(another)
      await button(tab, 'Sign in').click()
      await heading(tab, 'Databases').waitFor()
      await graces.close()
      graces = tab
    })

    it('names every place one is signed in, and ends all others', async () => {
      const elsewhere = await stage.newTab()
      await stage.signIn(elsewhere, grace, another)
      await heading(elsewhere, 'Databases').waitFor()
      await graces.goto(`${url}/account`)
      await says(graces, '2 sessions.')
      await says(graces, 'this one')
      await stage.inspect(graces, 'account')
      await button(graces, 'End all others').click()
      await says(graces, '1 session.')
      await area(elsewhere, 'People').click()
      await says(elsewhere, /sign in/i)
    })

    it('changes its password only with the present one', async () => {
      await graces.getByLabel('Present password').fill('not this one at all')
      await graces.getByLabel('New password').fill(password)
      await button(graces, 'Change password').click()
      await expect.poll(() => graces.getByLabel('Present password').getAttribute('aria-invalid')).toBe('true')
      await graces.getByLabel('Present password').fill(another)
      await graces.getByLabel('New password').fill(password)
      await button(graces, 'Change password').click()
      await says(graces, 'The password is changed. Every other session has ended.')
    })

    it('gives out what is kept about the person, as a file', async () => {
      const [download] = await Promise.all([
        graces.waitForEvent('download'),
        button(graces, 'Download my data').click(),
      ])
      const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as { person: { email: string } }
      expect(kept.person.email).toBe(grace)
    })
  })

  describe('a person of two organizations', () => {
    it('sees in each only what is its own, and nothing of the other stays on the screen', async () => {
      await invite(page, 'lin@kelp.example', 'viewer')
      await button(page, `Account of ${dana}`).click()
      await page.getByRole('link', { name: 'Account', exact: true }).click()
      await page.getByLabel('Name', { exact: true }).fill('Second Bay')
      await button(page, 'Make organization').click()
      await page.waitForURL(/\/o\//)
      await heading(page, 'Databases').waitFor()
      await area(page, 'People').click()
      await says(page, '1 member.')
      await says(page, 'No invitation is open.')
      expect(await page.getByText(grace).count()).toBe(0)
      // The link made for somebody a moment ago belongs to the other organization.
      await page.getByRole('link', { name: 'Invite people' }).click()
      await page.getByRole('table', { name: 'What each role may do' }).waitFor()
      expect(await page.getByText('Made just now').count()).toBe(0)
      await area(page, 'Tokens').click()
      await says(page, 'No token yet.')
      await area(page, 'Settings').click()
      await page.getByLabel('Name of the organization').fill('Third Bay')
      await button(page, 'Save name').click()
      await says(page, 'The organization is now called Third Bay.')
      await stage.inspect(page, 'organization-settings')
      await area(page, 'People').click()
      await page.getByRole('link', { name: dana }).click()
      const secondAddress = page.url()
      await page.goto(`${url}/account`)
      const rows = page.getByRole('table', { name: 'Organizations' }).getByRole('row')
      await expect.poll(() => rows.count()).toBe(3)
      await rows.filter({ hasNotText: 'Third Bay' }).getByRole('link').first().click()
      await area(page, 'People').click()
      await says(page, '3 members.')
      // What the page of one organization is called in the other leads nowhere.
      const graceAddress = await page.getByRole('link', { name: grace }).getAttribute('href')
      await page.goto(secondAddress.replace(/\/people\/.*/, `/people/${graceAddress?.split('/').at(-1)}`))
      await says(page, 'Nobody with this id is a member here.')
    })
  })

  describe('somebody who has an account', () =>
    knownPerson(() => ({ stage, page, graces, dana, grace, ines, password })))

  describe('operators', () => {
    it('see everybody, find one, set a quota, and make another operator', async () => {
      await page.goto(`${url}/installation`)
      await page.getByRole('heading', { name: 'Organizations and their quotas' }).waitFor()
      await stage.inspect(page, 'installation')
      await page.getByText(/Change the quota of Third Bay/).click()
      const limits = page.getByRole('row', { name: /Third Bay/ })
      await limits.getByLabel('Memory').fill('64 bananas')
      await button(page, 'Save quota').first().click()
      await says(page, 'Enter an amount like 64GiB.')
      await limits.getByLabel('Memory').fill('64GiB')
      await limits.getByRole('button', { name: 'Save quota' }).click()
      await says(page, 'The quota of Third Bay holds from now on.')
      await page.getByLabel('E-mail, exactly').fill(grace)
      await button(page, 'Find').click()
      await expect.poll(() => page.getByRole('table', { name: 'People' }).getByRole('row').count()).toBe(2)
      await button(page, 'Make operator').click()
      await says(page, `${grace} is an operator now.`)
      await button(page, 'No longer operator').click()
      await button(page, 'Make operator').waitFor()
    })

    it('keep the last of them: deleting the account says so in place, and others can go', async () => {
      await page.goto(`${url}/account`)
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
      await button(page, 'Delete my account').click()
      await says(page, 'An installation needs an operator')
      await graces.getByRole('textbox', { name: 'Password', exact: true }).fill(password)
      await button(graces, 'Delete my account').click()
      await heading(graces, 'Sign in').waitFor()
      await stage.signIn(graces, grace, password)
      await says(graces, 'E-mail or password is wrong')
    })
  })

  it('left nothing for axe to find, and no page that scrolls sideways', () => {
    expect(stage.findings).toEqual([])
  })

  it('broke no rule of the content security policy, and asked nobody else', () => {
    expect(stage.complaints).toEqual([])
    expect(stage.asked.filter((url) => !url.startsWith(url) && !url.startsWith('blob:'))).toEqual([])
  })
})
