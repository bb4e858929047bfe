import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { inspectPage } from '../../harness/inspect-page.ts'
import { says } from '../../harness/says.ts'
import type { ShellWorld } from '../../harness/shell-world.ts'

/** Dana's tab, and what is looked for in it again and again. */
interface Story {
  readonly world: () => ShellWorld
  readonly page: Page
}
const heading = ({ page }: Story, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const palette = ({ page }: Story) => page.getByRole('dialog', { name: 'Search and commands' })
const field = (story: Story) => palette(story).getByRole('combobox')
const option = (story: Story, name: string | RegExp) => palette(story).getByRole('option', { name })
const search = async (story: Story, typed: string) => {
  await story.page.keyboard.press('Control+k')
  await field(story).fill(typed)
}

function opens(story: Story) {
  it('opens by the field and by Ctrl K, and Escape gives the focus back', async () => {
    const button = story.page.getByRole('button', { name: 'Search and commands' })
    await button.click()
    await field(story).waitFor()
    expect(await inspectPage({ page: story.page, name: 'palette', pictures: story.world().pictures })).toEqual([])
    await story.page.keyboard.press('Escape')
    await palette(story).waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    const took = await story.page.evaluate(async () => {
      const start = performance.now()
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))
      while (!document.querySelector('dialog[open]')) await new Promise(requestAnimationFrame)
      return performance.now() - start
    })
    console.log(`the palette opened in ${took.toFixed(0)} ms`)
    await story.page.keyboard.press('Escape')
  })
}

function finds(story: Story) {
  it('finds a database by some of its letters, an operation, a person and a page', async () => {
    await search(story, 'odrs')
    await option(story, /^orders/)
      .first()
      .waitFor()
    await story.page.keyboard.press('Enter')
    await heading(story, 'orders').waitFor()
    await search(story, 'created orders')
    await option(story, /Creat(ed|ing) orders/)
      .first()
      .waitFor()
    await field(story).fill('ines')
    await option(story, new RegExp(story.world().ines)).waitFor()
    await field(story).fill('hosts')
    await story.page.keyboard.press('Enter')
    await heading(story, 'Hosts').waitFor()
  })

  it('has what was chosen last on top, by the arrows too', async () => {
    await story.page.keyboard.press('Control+k')
    await palette(story).getByRole('group', { name: 'Recent' }).getByRole('option').nth(1).waitFor()
    const recent = await palette(story).getByRole('group', { name: 'Recent' }).getByRole('option').allTextContents()
    expect(recent.map((words) => words.slice(0, 5))).toEqual(['Hosts', 'order'])
    await story.page.keyboard.press('ArrowDown')
    await story.page.keyboard.press('Enter')
    await heading(story, 'orders').waitFor()
  })
}

function acts(story: Story) {
  it('lists what can be done on the page, and why something cannot', async () => {
    await story.page.getByRole('link', { name: 'Danger' }).click()
    await search(story, 'turn protection on')
    await story.page.keyboard.press('Enter')
    await says(story.page, 'Delete protection is on. Turn it off above first.')
    await search(story, 'delete')
    await option(story, /^Delete.*Delete protection is on\. Turn it off above first\./).waitFor()
    await story.page.keyboard.press('Enter')
    await says(palette(story), 'Delete cannot be used now. Delete protection is on.')
    await field(story).fill('turn protection off')
    await story.page.keyboard.press('Enter')
    await story.page.getByRole('button', { name: 'Turn protection on' }).waitFor()
    expect(await story.page.evaluate(() => document.activeElement?.textContent)).toContain('Turn protection')
  })

  it('goes by keys, filters and creates, but never while somebody types', async () => {
    await story.page.keyboard.press('g')
    await story.page.keyboard.press('o')
    await heading(story, 'Operations').waitFor()
    await story.page.keyboard.press('g')
    await story.page.keyboard.press('d')
    await heading(story, 'Databases').waitFor()
    await story.page.keyboard.press('/')
    await story.page.keyboard.type('gogh')
    const filter = story.page.getByRole('searchbox')
    expect(await filter.inputValue()).toBe('gogh')
    await filter.fill('')
    await heading(story, 'Databases').focus()
    await story.page.keyboard.press('c')
    await heading(story, 'Create database').waitFor()
    await story.page.goBack()
    await story.page.getByRole('link', { name: 'orders', exact: true }).click()
    await says(story.page, /^Ready/)
    await heading(story, 'orders').focus()
    await story.page.keyboard.press('y')
    await expect.poll(() => story.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^psql /)
    await story.page.keyboard.press('g')
    await story.page.keyboard.press('d')
    await heading(story, 'Databases').waitFor()
  })
}

function listsKeys(story: Story) {
  it('lists the keys, and turns those of a single key off for good', async () => {
    const list = story.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await story.page.keyboard.press('?')
    await list.getByRole('row', { name: 'g d Go to Databases' }).waitFor()
    await list.getByRole('row', { name: 'c Create database' }).waitFor()
    expect(await inspectPage({ page: story.page, name: 'shortcuts', pictures: story.world().pictures })).toEqual([])
    await list.getByRole('checkbox').uncheck()
    await story.page.keyboard.press('Escape')
    await story.page.reload()
    await story.page.getByRole('link', { name: 'orders' }).waitFor()
    await story.page.keyboard.press('g')
    await story.page.keyboard.press('o')
    await search(story, 'shortcuts')
    await story.page.keyboard.press('Escape')
    expect(await heading(story, 'Databases').isVisible()).toBe(true)
    await story.page.evaluate(() => localStorage.removeItem('holdfast-single-keys'))
  })
}

function keepsToOneOrganization(story: Story) {
  it('switches the organization by keyboard, and finds there nothing of the other', async () => {
    const { kelp, reef } = story.world().organizations
    await search(story, story.world().otto)
    await says(story.page, 'Only this organization is searched.')
    await story.page.keyboard.press('Escape')
    await story.page.getByRole('button', { name: `Organization ${kelp}` }).focus()
    await story.page.keyboard.press('Enter')
    await story.page.getByRole('link', { name: `${reef} owner` }).focus()
    await story.page.keyboard.press('Enter')
    await says(story.page, 'No database here')
    await story.page.getByRole('button', { name: `Organization ${reef}` }).waitFor()
    await story.page.keyboard.press('Control+k')
    expect(await palette(story).getByRole('group', { name: 'Recent' }).count()).toBe(0)
    for (const foreign of ['orders', story.world().ines]) {
      await field(story).fill(foreign)
      await says(palette(story), 'Only this organization is searched.')
    }
    await field(story).fill(story.world().otto)
    await option(story, new RegExp(story.world().otto)).waitFor()
    await story.page.keyboard.press('Escape')
  })
}

/** Everything can be reached from one field and from the keyboard, and nothing of another organization. */
export function paletteAndKeys(world: () => ShellWorld): void {
  let page: Page
  const story: Story = {
    world,
    get page() {
      return page
    },
  }
  beforeAll(async () => {
    page = await world().signIn(await world().newContext(), world().dana)
    await page.getByRole('link', { name: 'orders' }).waitFor()
  })
  opens(story)
  finds(story)
  acts(story)
  listsKeys(story)
  keepsToOneOrganization(story)
}
