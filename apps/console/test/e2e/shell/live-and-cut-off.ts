import type { BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AskApi, askApiAs } from '../../harness/ask-api.ts'
import { password, type ShellWorld } from '../../harness/shell-world.ts'

const events = /\/v1\/events/

/** Counts the requests of this browser for events of an organization that are open; a closed tab takes its own along. */
function countStreams(context: BrowserContext): () => number {
  const open = new Map<Request, Page>()
  context.on('request', (request) => {
    if (request.url().includes('/v1/events?scope=organization')) open.set(request, request.frame().page())
  })
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
  return () => [...open.values()].filter((page) => !page.isClosed()).length
}

interface Story {
  readonly world: () => ShellWorld
  readonly context: BrowserContext
  readonly first: Page
  readonly second: Page
  readonly openStreams: () => number
  readonly ask: AskApi
  /** The database's name as this story has left it. */
  name: string
}
const link = (page: Page, words: string) => page.getByRole('link', { name: words, exact: true })
const notice = (page: Page) => page.getByText(/Reconnecting, shown as of/)

async function rename(story: Story, next: string) {
  await story.ask('PATCH', `/v1/databases/${story.name}`, { name: next })
  story.name = next
}

function streams(tell: () => Story) {
  it('has one stream for all tabs of a browser, and both tabs show what it tells', async () => {
    const story = tell()
    await expect.poll(() => story.openStreams()).toBe(1)
    await rename(story, 'streamed')
    await link(story.first, 'streamed').waitFor()
    await link(story.second, 'streamed').waitFor()
    expect(story.openStreams()).toBe(1)
  })

  it('says within seconds that it is cut off, and goes on by asking again and again', async () => {
    const story = tell()
    await story.second.evaluate(() => Object.assign(window, { isSamePage: true }))
    await story.context.route(events, (route) => route.abort())
    const cutAt = Date.now()
    await story.first.close()
    await notice(story.second).waitFor({ timeout: 30_000 })
    const seconds = (Date.now() - cutAt) / 1000
    console.log(`the page said that it was cut off after ${seconds.toFixed(1)} s`)
    expect(seconds).toBeLessThan(20)
    await rename(story, 'polled')
    await link(story.second, 'polled').waitFor()
  })

  it('catches up by itself when the stream is back', async () => {
    const story = tell()
    await story.context.unroute(events)
    await notice(story.second).waitFor({ state: 'detached' })
    await expect.poll(() => story.openStreams()).toBe(1)
    await rename(story, 'streamed-again')
    await link(story.second, 'streamed-again').waitFor()
    expect(await story.second.evaluate(() => 'isSamePage' in window)).toBe(true)
  })
}

function failsInPart(tell: () => Story) {
  it('shows a part that failed in its place, and the others as ever', async () => {
    const story = tell()
    const operations = /\/v1\/operations\?/
    await story.second.route(operations, (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: '/problems/unavailable',
          title: 'The control plane is busy',
          status: 503,
          code: 'unavailable',
          detail: 'It could not answer.',
          remedy: 'Try again.',
          retry: 'later',
          facts: {},
        }),
      }),
    )
    await story.second.goto(`${story.world().platform.url}/o/${story.world().organizations.kelp}/d/${story.name}`)
    await story.second.getByRole('alert').filter({ hasText: 'The control plane is busy' }).first().waitFor()
    await story.second.getByRole('figure', { name: 'Connection string' }).waitFor()
    await story.second.getByRole('heading', { level: 1, name: story.name }).waitFor()
    await story.second.unroute(operations)
    const failed = story.second.getByRole('alert').filter({ hasText: 'busy' })
    await expect
      .poll(async () => {
        if ((await failed.count()) > 0) await failed.first().getByRole('button', { name: 'Retry' }).click()
        return failed.count()
      })
      .toBe(0)
    await story.second.getByRole('link', { name: /Created/ }).waitFor()
  })
}

function staysQuiet(world: () => ShellWorld) {
  it('stays quiet for an auditor, whom no events are for', async () => {
    const auditors = await world().newContext()
    const page = await auditors.newPage()
    await page.clock.install()
    await page.goto(`${world().platform.url}/sign-in`)
    await page.getByLabel('E-mail').fill(world().ines)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const areas = page.getByRole('navigation', { name: 'Areas' })
    await areas.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor()
    expect(await areas.getByRole('link').allTextContents()).toEqual(['Audit'])
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.clock.runFor(60_000)
    expect(await notice(page).count()).toBe(0)
    expect(asked.filter((url) => url.includes('/v1/') && !url.includes('/v1/sessions'))).toEqual([])
    await auditors.close()
  })
}

async function begin(world: () => ShellWorld): Promise<Story> {
  const { platform, dana, newContext, signIn } = world()
  const ask = await askApiAs({ url: platform.url, email: dana, password })
  const { items } = (await ask('GET', '/v1/databases')) as { items: { name: string; state: string }[] }
  const name = items.find(({ state }) => state === 'running')?.name ?? ''
  const context = await newContext()
  const openStreams = countStreams(context)
  const first = await signIn(context, dana)
  await link(first, name).waitFor()
  const second = await context.newPage()
  await second.goto(first.url())
  await link(second, name).waitFor()
  return { world, context, first, second, openStreams, ask, name }
}

/** Stale is visible, polling steps in, and nothing needs a reload. */
export function liveAndCutOff(world: () => ShellWorld): void {
  let story: Story
  beforeAll(async () => {
    story = await begin(world)
  })
  afterAll(() => story?.context.close())
  streams(() => story)
  failsInPart(() => story)
  staysQuiet(world)
}
