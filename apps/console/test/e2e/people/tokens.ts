import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { area, button, clipboard, type PeopleStage } from '../../harness/people-stage.ts'
import { pressTabTo } from '../../harness/press-tab-to.ts'
import { runLine } from '../../harness/run-line.ts'
import { says } from '../../harness/says.ts'

interface Story {
  readonly stage: PeopleStage
  readonly page: Page
}

/** What the buttons of the page copy: the token itself, and the lines that use it. */
async function copied(page: Page, what: string, looks: RegExp): Promise<string> {
  await button(page, what).click()
  await expect.poll(() => clipboard(page)).toMatch(looks)
  return clipboard(page)
}

/** A token is made by keyboard, works as the page shows it, and is nothing after it was revoked. */
export function tokens(story: () => Story): void {
  let value: string
  let lines: string

  it('are made by keyboard alone, and shown once', async () => {
    const { stage, page } = story()
    await pressTabTo(page, 'Tokens')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'New token' }).waitFor()
    await pressTabTo(page, 'Make token')
    await page.keyboard.press('Enter')
    await says(page, 'Give it a name.')
    await page.keyboard.type('ci of orders')
    expect(await page.getByLabel('Ends after').inputValue()).toBe('90')
    await pressTabTo(page, 'Delete databases and bring them back')
    await page.keyboard.press('Space')
    await pressTabTo(page, 'Make token')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '“ci of orders” is made' }).waitFor()
    await pressTabTo(page, 'Copy token')
    await page.keyboard.press('Enter')
    await expect.poll(() => clipboard(page)).toMatch(/^hf_pat_/)
    value = await clipboard(page)
    await stage.inspect(page, 'token-made')
  })

  it('work in a shell with the lines of the page, with the chosen scopes alone', async () => {
    const { page } = story()
    lines = `${await copied(page, 'Copy variables', /HOLDFAST_URL/)}\n${await copied(page, 'Copy curl line', /^curl/)}`
    const me = JSON.parse(await runLine(lines)) as { kind: string; permissions: string[] }
    expect(me.kind).toBe('token')
    expect(me.permissions).toContain('database:delete')
    expect(me.permissions).not.toContain('organization:manage')
  })

  it('say when they were used, never their value again, and end when they are revoked', async () => {
    const { page } = story()
    const row = page.getByRole('row', { name: /ci of orders/ })
    const shown = async () => {
      await page.reload()
      await row.waitFor()
      return row.textContent()
    }
    await expect.poll(shown).toMatch(/just now|ago/)
    expect(await row.textContent()).toContain(value.slice(0, 10))
    expect(await page.content()).not.toContain(value)
    await row.getByRole('button', { name: 'Revoke' }).click()
    await says(row, 'revoked')
    await expect.poll(() => runLine(lines).catch((refused: Error) => refused.message)).toMatch(/401/)
    await area(page, 'People').click()
  })
}
