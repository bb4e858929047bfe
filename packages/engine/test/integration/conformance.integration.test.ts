import { setTimeout as sleep } from 'node:timers/promises'
import { catalogue } from '@holdfast/engine'
import { MiB } from '@holdfast/shared/units'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, aTestInstance, engineImage, openClient, type TestInstance, testAuthority } from '../harness/index.ts'
import { memoryOf } from '../harness/memory.ts'

describe.each(catalogue)('$displayName', (engine) => {
  let instance: TestInstance
  const [login = ''] = engine.names('shop').logins

  beforeAll(async () => {
    await engineImage(engine)
    instance = await aTestInstance(engine)
    await instance.start()
    await instance.untilRunning()
  })

  afterAll(() => instance?.remove())

  it('initialises a fresh volume and says what runs there', async () => {
    const seen = await instance.observe()
    expect(seen).toMatchObject({ instanceId: instance.page.instanceId, role: 'primary', epoch: 1, restarts: 0 })
    expect(seen.serverVersion).toMatch(new RegExp(`^${engine.defaultVersion}\\.`))
    expect(seen.because).toBe('the engine answers queries')
  })

  it('answers over TLS to a client that checks name and authority', async () => {
    expect(await ask(instance, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('shows a client a certificate that another authority does not vouch for', async () => {
    const other = await testAuthority()
    await expect(openClient(instance, { ca: other.ca })).rejects.toThrow(/certificate/)
  })

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown login', { user: 'nobody', password: 'x' }],
    ['a connection without TLS', { ca: null }],
  ])('refuses %s', async (_, options) => {
    await expect(openClient(instance, options)).rejects.toThrow(/authentication|pg_hba/)
  })

  it('takes an idle database to at most 70 MB of anonymous and shared memory', async () => {
    const idle = await aTestInstance(engine, { page: { cpus: 1, memoryBytes: 1024 * MiB, connectionLimit: 100 } })
    try {
      await idle.start()
      await idle.untilRunning()
      await sleep(8_000)
      const { anonymousBytes, sharedBytes } = await memoryOf(idle)
      process.stdout.write(`${JSON.stringify({ bench: 'idle-memory', anonymousBytes, sharedBytes })}\n`)
      expect(anonymousBytes + sharedBytes).toBeLessThanOrEqual(70e6)
    } finally {
      await idle.remove()
    }
  })

  it('keeps the volume to one container: a second one ends with the agreed status', async () => {
    const second = await instance.createContainer()
    try {
      await second.start()
      const { StatusCode } = await second.wait()
      expect(StatusCode).toBe(engine.volumeHeldExitCode)
    } finally {
      await second.remove({ force: true })
    }
    expect(await ask(instance, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('keeps acknowledged rows through kill -9 of the whole container, again and again', async () => {
    await ask(instance, 'create table kept (n int)')
    for (let n = 1; n <= 3; n++) {
      await ask(instance, `insert into kept values (${n})`)
      await instance.container?.kill({ signal: 'SIGKILL' })
      await instance.start()
      await instance.untilRunning()
      expect(await ask(instance, 'select count(*)::int as rows from kept')).toEqual([{ rows: n }])
    }
  })

  it('starts the engine again by itself when it dies, and says how it died', async () => {
    const { status } = await instance.exec('sh', '-c', 'kill -9 $(head -n 1 /volume/pgdata/postmaster.pid)')
    expect(status).toBe(0)
    const before = await instance.observe()
    await instance.until((seen) => seen.health === 'running' && seen.startedAt !== before.startedAt)
    expect(await instance.log()).toMatch(/ended by SIGKILL.*starting again in 0 s/)
  })

  it('restarts when the page asks for one more, and not again for the same page', async () => {
    const before = await instance.observe()
    await instance.writePage({ restarts: instance.page.restarts + 1 })
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    const after = await instance.untilRunning()
    expect(after).toMatchObject({ restarts: 1 })
    expect(after.startedAt).not.toBe(before.startedAt)
    await instance.control('POST', '/apply')
    expect((await instance.observe()).startedAt).toBe(after.startedAt)
  })

  it('puts settings in force by a reload, without a restart', async () => {
    const [setting] = engine.settings.filter(({ takesEffect }) => takesEffect === 'reload')
    if (setting?.kind !== 'integer') throw new Error('the first setting of this family is no integer')
    const before = await instance.observe()
    await instance.writePage({ settings: { [setting.name]: '4321' } })
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    expect(await ask(instance, `select setting from pg_settings where name = '${setting.name}'`)).toEqual([
      { setting: '4321' },
    ])
    const after = await instance.observe()
    expect(after.startedAt).toBe(before.startedAt)
    expect(after.appliedHash).not.toBe(before.appliedHash)
  })

  it('refuses a page with a setting out of bounds, says which, and stays as it was', async () => {
    const before = await instance.observe()
    const { settings } = instance.page
    await instance.writePage({ settings: { ...settings, fsync: 'off' } })
    const { status, body } = await instance.control('POST', '/apply')
    expect(status).toBe(409)
    expect(body).toMatchObject({ because: 'fsync is not a setting of this engine' })
    expect((await instance.observe()).appliedHash).toBe(before.appliedHash)
    await instance.writePage({ settings })
  })

  it('refuses a page of an older epoch, and keeps the promise of a newer one over a restart', async () => {
    await instance.writePage({ epoch: 5 })
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    await instance.writePage({ epoch: 4 })
    const { status, body } = await instance.control('POST', '/apply')
    expect(status).toBe(409)
    expect(body).toMatchObject({ because: 'epoch 4 is older than the promised epoch 5' })
    await instance.writePage({ epoch: 5 })
    await instance.start()
    expect((await instance.untilRunning()).epoch).toBe(5)
  })

  it('lets the new password in and the old one not, without cutting anybody, after a rotation', async () => {
    const old = instance.passwords[login] ?? ''
    const open = await openClient(instance)
    await instance.writePasswords([login])
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    expect(await ask(instance, 'select 1 as one')).toEqual([{ one: 1 }])
    await expect(openClient(instance, { password: old })).rejects.toThrow(/authentication/)
    expect((await open.query('select 2 as two')).rows).toEqual([{ two: 2 }])
    await open.end()
  })

  it('shows a renewed certificate at once', async () => {
    await instance.writeCertificate()
    expect((await instance.control('POST', '/apply')).status).toBe(200)
    expect(await ask(instance, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('says stuck, and stays able to answer for itself, when the engine stands still', async () => {
    await instance.exec('sh', '-c', 'kill -STOP $(head -n 1 /volume/pgdata/postmaster.pid)')
    const seen = await instance.until(({ health }) => health === 'stuck', 60)
    expect(seen.because).toMatch(/does not answer/)
    await instance.exec('sh', '-c', 'kill -CONT $(head -n 1 /volume/pgdata/postmaster.pid)')
    await instance.untilRunning()
  })

  it('stops quickly and leaves nothing to recover', async () => {
    const begun = Date.now()
    await instance.container?.stop()
    expect(Date.now() - begun).toBeLessThan(5_000)
    expect((await instance.container?.inspect())?.State.ExitCode).toBe(0)
    await instance.start()
    await instance.untilRunning()
    expect(await instance.log()).not.toMatch(/recovery|not properly shut down/)
  })

  it('refuses data whose promise is lost, and says so instead of guessing', async () => {
    await instance.control('POST', '/stop')
    await instance.container?.wait()
    await instance.write('ha/promise.json', '{"v":1}')
    await instance.start()
    const seen = await instance.until(({ health }) => health === 'crashed')
    expect(seen.because).toMatch(/promise file is damaged although there is data/)
  })

  it('refuses a volume without a page', async () => {
    const empty = await aTestInstance(engine)
    try {
      await empty.write('conf/instance.json', '')
      await empty.start()
      expect((await empty.container?.wait())?.StatusCode).toBe(78)
    } finally {
      await empty.remove()
    }
  })

  it('begins anew when the first start was cut off before anybody was told of it', async () => {
    const fresh = await aTestInstance(engine)
    try {
      await fresh.start()
      await sleep(250)
      await fresh.container?.kill({ signal: 'SIGKILL' })
      await fresh.start()
      await fresh.untilRunning()
      expect(await ask(fresh, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await fresh.remove()
    }
  })
})
