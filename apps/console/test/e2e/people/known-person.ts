import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { area, button, heading, invite, type PeopleStage } from '../../harness/people-stage.ts'
import { says } from '../../harness/says.ts'

interface Story {
  readonly stage: PeopleStage
  /** The tab of whoever owns the second organization. */
  readonly page: Page
  readonly graces: Page
  readonly dana: string
  readonly grace: string
  readonly ines: string
  readonly password: string
}

/** People with accounts come into a second organization, and leave it. */
export function knownPerson(story: () => Story): void {
  it('joins by the link with one click, or after the sign-in; the tab of another person says so', async () => {
    const { stage, page, graces, dana, grace, ines, password } = story()
    const { url } = stage.platform
    await page.goto(`${url}/account`)
    await page.getByRole('link', { name: 'Third Bay' }).first().click()
    const link = await invite(page, grace, 'developer')
    await page.goto(link)
    await says(page, `You are signed in as ${dana}, but the invitation is for ${grace}.`)
    expect(await button(page, 'Join').count()).toBe(0)
    await graces.goto(link)
    await button(graces, 'Join').click()
    await heading(graces, 'Databases').waitFor()
    await area(graces, 'People').click()
    await says(graces, '2 members.')
    await page.goto(`${url}/account`)
    await page.getByRole('link', { name: 'Third Bay' }).first().click()
    const tab = await stage.newTab()
    await tab.goto(await invite(page, ines, 'viewer'))
    await says(tab, `${ines} has an account here. Sign in to join.`)
    await tab.getByLabel('Password').fill(password)
    await button(tab, 'Sign in').click()
    await area(tab, 'People').click()
    await says(tab, '3 members.')
  })

  it('leaves again, and has no way back into what was left', async () => {
    const { stage, graces, grace } = story()
    const { url } = stage.platform
    const address = graces.url()
    await graces.getByRole('link', { name: grace }).click()
    await button(graces, 'Leave Third Bay').click()
    await heading(graces, 'Databases').waitFor()
    await graces.goto(address)
    await heading(graces, 'Databases').waitFor()
    expect(graces.url()).not.toContain('Third')
    await graces.goto(`${url}/account`)
    await says(graces, 'Where you are signed in')
    expect(await graces.getByText('Third Bay').count()).toBe(0)
  })
}
