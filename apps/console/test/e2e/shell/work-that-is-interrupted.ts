import { AxeBuilder } from '@axe-core/playwright'
import type { Page, Route } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { askApiAs } from '../../harness/ask-api.ts'
import { inspectPage } from '../../harness/inspect-page.ts'
import { says } from '../../harness/says.ts'
import { password, type ShellWorld } from '../../harness/shell-world.ts'

interface Story {
  readonly world: () => ShellWorld
  readonly page: Page
}
const heading = ({ page }: Story, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const button = ({ page }: Story, name: string) => page.getByRole('button', { name, exact: true })
const inspect = async ({ page, world }: Story, name: string) =>
  expect(await inspectPage({ page, name, pictures: world().pictures })).toEqual([])

async function namesNow({ world }: Story): Promise<string[]> {
  const { items } = (await world().ask('GET', '/v1/databases')) as { items: { name: string }[] }
  return items.map(({ name }) => name).toSorted()
}

async function openSettings({ world, page }: Story, name: string) {
  await page.goto(`${world().platform.url}/o/${world().organizations.kelp}/d/${name}/settings`)
  await page.getByLabel('Name', { exact: true }).waitFor()
}

function asksTheirsOrMine(story: Story) {
  it('asks theirs or mine where somebody else saved meanwhile, and overwrites nothing unseen', async () => {
    await openSettings(story, 'orders')
    await story.page.getByLabel('Name', { exact: true }).fill('mine')
    await story.world().ask('PATCH', '/v1/databases/orders', { name: 'theirs' })
    // The page already knows of the other change; what was typed stays.
    await heading(story, 'theirs').waitFor()
    expect(await story.page.getByLabel('Name', { exact: true }).inputValue()).toBe('mine')
    await button(story, 'Save name').click()
    const dialog = story.page.getByRole('dialog', { name: 'Somebody else saved this meanwhile' })
    await dialog.waitFor()
    await inspect(story, 'theirs-or-mine')
    expect(await namesNow(story)).toEqual(['theirs'])
    await dialog.getByRole('button', { name: 'Back to the form' }).click()
    expect(await story.page.getByLabel('Name', { exact: true }).inputValue()).toBe('mine')
    await button(story, 'Save name').click()
    await dialog.getByRole('radio', { name: /^Mine/ }).check()
    await dialog.getByRole('button', { name: 'Save this' }).click()
    await heading(story, 'mine').waitFor()
    await expect.poll(() => namesNow(story)).toEqual(['mine'])
  })

  it('takes theirs without sending anything', async () => {
    await story.page.getByLabel('Name', { exact: true }).fill('again-mine')
    await story.world().ask('PATCH', '/v1/databases/mine', { name: 'orders' })
    await heading(story, 'orders').waitFor()
    await button(story, 'Save name').click()
    const dialog = story.page.getByRole('dialog')
    await dialog.getByRole('radio', { name: /^Theirs/ }).check()
    await dialog.getByRole('button', { name: 'Take theirs' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await story.page.getByLabel('Name', { exact: true }).inputValue()).toBe('orders')
    expect(await namesNow(story)).toEqual(['orders'])
  })
}

function signsInAgain(story: Story) {
  it('signs in again over the page when the session ended in the middle, and then does what was asked', async () => {
    // The stream of events would tell earlier than the request does.
    await story.page.route(/\/v1\/events/, (route) => route.abort())
    await openSettings(story, 'orders')
    await story.page.getByLabel('Name', { exact: true }).fill('ledger')
    const { platform, dana } = story.world()
    const other = await askApiAs({ url: platform.url, email: dana, password })
    await other('DELETE', '/v1/sessions')
    await button(story, 'Save name').click()
    const dialog = story.page.getByRole('dialog', { name: 'Sign in to go on' })
    await dialog.waitFor()
    await inspect(story, 'sign-in-again')
    expect(await dialog.getByLabel('E-mail').inputValue()).toBe(dana)
    expect(await dialog.getByLabel('Password').evaluate((field) => field === document.activeElement)).toBe(true)
    await story.page.keyboard.type('not the password')
    await story.page.keyboard.press('Enter')
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Password').fill(password)
    await story.page.keyboard.press('Enter')
    await heading(story, 'ledger').waitFor()
    await dialog.waitFor({ state: 'detached' })
    expect(await (await askApiAs({ url: platform.url, email: dana, password }))('GET', '/v1/databases')).toMatchObject({
      items: [{ name: 'ledger' }],
    })
    await story.page.unroute(/\/v1\/events/)
  })

  it('keeps what was said in a list in the top bar', async () => {
    await story.page.getByRole('button', { name: /^Notices: / }).click()
    const notice = story.page.getByRole('listitem').filter({ hasText: 'ledger' })
    await says(notice, /ago|just now/)
    expect((await new AxeBuilder({ page: story.page }).analyze()).violations).toEqual([])
    await story.page.keyboard.press('Escape')
  })
}

function repeatsOnce(story: Story) {
  it('tries again with the same key when the answer is lost in an error, so that the work is done once', async () => {
    const keys: (string | undefined)[] = []
    const loseTheFirstAnswer = async (route: Route) => {
      const request = route.request()
      if (request.method() !== 'POST') return route.continue()
      keys.push(request.headers()['idempotency-key'])
      const answer = await route.fetch()
      if (keys.length > 1) return route.fulfill({ response: answer })
      const document = {
        type: '/problems/unexpected',
        title: 'Something went wrong on our side',
        status: 500,
        code: 'unexpected',
        detail: 'The request was not finished.',
        remedy: 'Try again.',
        retry: 'later',
        facts: { incidentId: 'in_01m7zgczea91r6dc3r6k' },
      }
      return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(document) })
    }
    await story.page.route(/\/v1\/databases$/, loseTheFirstAnswer)
    await story.page.goto(
      `${story.world().platform.url}/o/${story.world().organizations.kelp}/databases/new?size=micro`,
    )
    await story.page.getByLabel('Name', { exact: true }).fill('catalog')
    await story.page.getByLabel('Storage in GiB').fill('1')
    await button(story, 'Create database').click()
    await says(story.page, 'Incident in_01m7zgczea91r6dc3r6k')
    expect(await story.page.getByLabel('Name', { exact: true }).inputValue()).toBe('catalog')
    await inspect(story, 'incident')
    await button(story, 'Retry').click()
    await heading(story, 'catalog').waitFor()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).toBe(keys[0])
    await story.page.unroute(/\/v1\/databases$/)
    const fresh = await askApiAs({ url: story.world().platform.url, email: story.world().dana, password })
    const { items } = (await fresh('GET', '/v1/databases')) as { items: { name: string }[] }
    expect(items.map(({ name }) => name).toSorted()).toEqual(['catalog', 'ledger'])
  })
}

function countsDown(story: Story) {
  it('counts down to the moment from which trying again may help', async () => {
    const stranger = await (await story.world().newContext()).newPage()
    await stranger.goto(`${story.world().platform.url}/sign-in`)
    const send = async () => {
      await stranger.getByLabel('E-mail').fill('stranger@kelp.example')
      await stranger.getByLabel('Password').fill('not the password')
      await stranger.getByRole('button', { name: 'Sign in' }).click()
      await stranger.getByRole('alert').first().waitFor()
    }
    const retry = stranger.getByRole('button', { name: /^Retry in \d+ s$/ })
    await expect.poll(async () => [await send(), await retry.count()].at(-1), { timeout: 60_000 }).toBe(1)
    const secondsLeft = async () => Number(((await retry.textContent()) ?? '').match(/\d+/)?.[0])
    const before = await secondsLeft()
    expect(await retry.getAttribute('aria-disabled')).toBe('true')
    await expect.poll(secondsLeft).toBeLessThan(before)
    await stranger.close()
  })
}

/** Whatever comes between a person and their work, nothing typed is lost and nothing is done twice or unseen. */
export function workThatIsInterrupted(world: () => ShellWorld): void {
  let page: Page
  const story: Story = {
    world,
    get page() {
      return page
    },
  }
  beforeAll(async () => {
    page = await world().signIn(await world().newContext(), world().dana)
  })
  asksTheirsOrMine(story)
  signsInAgain(story)
  repeatsOnce(story)
  countsDown(story)
}
