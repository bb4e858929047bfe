import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeAuthority, openAuthority } from '../../src/keys/certificate-authority.ts'
import { openRootKeyFile } from '../../src/keys/key-provider.ts'
import { openKeyring } from '../../src/keys/keyring.ts'
import { openSecrets } from '../../src/keys/secrets.ts'
import { openMailDoor } from '../../src/mail/mail-door.ts'
import { type MailSweepParts, startMailSweep, sweepMail } from '../../src/mail/mail-sweep.ts'
import { openSmtp } from '../../src/mail/smtp.ts'
import { openLog } from '../../src/platform/log.ts'
import { openOutbound } from '../../src/platform/outbound.ts'
import { Secret } from '../../src/platform/secret.ts'
import { inStore } from '../harness/in-store.ts'
import { movingClock } from '../harness/moving-clock.ts'
import { type SmtpPeer, startSmtpPeer } from '../harness/smtp-peer.ts'
import { type FreshDatabase, useStores } from '../harness/stores.ts'

const stores = useStores()
const clock = movingClock()
const letter = {
  recipient: 'ada@holdfast.example',
  subject: 'A link\r\nBcc: eve@evil.example',
  text: 'Hello.\n.\nlink-4711',
}
let home: string
let store: FreshDatabase
let peer: SmtpPeer
let parts: MailSweepParts

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hf-mail-'))
  store = await stores.freshDatabase()
  const keyProvider = await openRootKeyFile(join(home, 'root.key'))
  const secrets = openSecrets(await openKeyring({ directory: join(home, 'keyring'), keyProvider }))
  peer = await startSmtpPeer()
  const smtp = openSmtp({
    url: new Secret(`smtp://127.0.0.1:${peer.port}`),
    from: 'platform@holdfast.example',
    outbound: openOutbound({ allow: [] }),
  })
  parts = { database: store.database, secrets, smtp, clock, log: openLog('silent', 'hf-mail') }
})
afterAll(async () => {
  await peer.close()
  await rm(home, { recursive: true, force: true })
})
beforeEach(() => {
  peer.refuse = undefined
  clock.advance(3_600)
})

const queue = () =>
  store.database.transaction((tx) => openMailDoor({ secrets: parts.secrets, clock, isOpen: true }).send(tx, letter))
const newest = async () => (await inStore(store.ownerUrl, 'SELECT * FROM mail ORDER BY id DESC LIMIT 1'))[0] ?? {}

describe('a letter', () => {
  it('reaches the mail server once, with its subject on one line and nobody added', async () => {
    await queue()
    const [row] = await inStore(store.ownerUrl, 'SELECT * FROM mail')
    expect(JSON.stringify(row)).not.toContain('4711')
    expect(Buffer.from(row?.sealed_text as Uint8Array).includes('4711')).toBe(false)
    await Promise.all([sweepMail(parts), sweepMail(parts)])
    expect(peer.letters).toEqual([
      { from: 'platform@holdfast.example', to: ['ada@holdfast.example'], text: expect.stringContaining('link-4711') },
    ])
    expect(peer.letters[0]?.text).toContain('Subject: A link Bcc: eve@evil.example')
    expect(peer.letters[0]?.text).toContain(`Message-ID: <${row?.id}@holdfast.example>`)
    expect(await newest()).toMatchObject({ state: 'sent', sealed_text: null, attempts: 1 })
  })

  it('is sent by nobody when its transaction is undone', async () => {
    const before = peer.letters.length
    const door = openMailDoor({ secrets: parts.secrets, clock, isOpen: true })
    const undone = store.database.transaction(async (tx) => {
      await door.send(tx, letter)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await sweepMail(parts)
    expect(peer.letters.length).toBe(before)
  })

  it('is tried again, later and later, and given up in the end', async () => {
    peer.refuse = '451 come again'
    await queue()
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ state: 'pending', attempts: 1, last_error: expect.stringContaining('451') })
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ attempts: 1 })
    clock.advance(11)
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ attempts: 2 })
    peer.refuse = undefined
    clock.advance(61)
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ state: 'sent', attempts: 3 })

    peer.refuse = '451 come again'
    await queue()
    for (let n = 0; n < 9; n++) {
      await sweepMail(parts)
      clock.advance(86_400)
    }
    expect(await newest()).toMatchObject({ state: 'failed', attempts: 8, sealed_text: null })
  })

  it('that the server refuses for good is not tried again', async () => {
    peer.refuse = '550 no such person'
    await queue()
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ state: 'failed', attempts: 1, last_error: expect.stringContaining('550') })
  })

  it('is followed by another replica when the one that had it died', async () => {
    await queue()
    const dying = { ...parts, smtp: { send: () => new Promise<never>(() => {}) } }
    void sweepMail(dying)
    await expect.poll(async () => (await newest()).attempts).toBe(1)
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ state: 'pending' })
    clock.advance(121)
    await sweepMail(parts)
    expect(await newest()).toMatchObject({ state: 'sent', attempts: 2 })
  })

  it('is sent by itself while the sweep runs, and is dropped where no mail server is named', async () => {
    const before = peer.letters.length
    const closed = openMailDoor({ secrets: parts.secrets, clock, isOpen: false })
    await store.database.transaction((tx) => closed.send(tx, letter))
    await queue()
    const sweep = startMailSweep(parts)
    await expect.poll(() => peer.letters.length).toBe(before + 1)
    await sweep.close()
    expect(peer.letters.length).toBe(before + 1)
  })

  it('is not sent when its password would travel in the open', async () => {
    const url = new Secret(`smtp://platform:secret-word@127.0.0.1:${peer.port}`)
    peer.offers = ['AUTH PLAIN LOGIN']
    const smtp = openSmtp({ url, from: 'platform@holdfast.example', outbound: openOutbound({ allow: [] }) })
    await expect(smtp.send({ ...letter, id: 'ml_1' })).rejects.toThrow()
    expect(peer.heard.filter((line) => /AUTH/i.test(line))).toEqual([])
  })

  it('needs an address of a server that can be read; the mistake is told without it', () => {
    const url = new Secret('http://user:secret-word@host')
    const open = () => openSmtp({ url, from: 'a@b.example', outbound: openOutbound({ allow: [] }) })
    expect(open).toThrow(/^smtp-url must be smtp/)
  })
})

describe('a mail server with TLS', () => {
  const url = (scheme: string, port: number) => new Secret(`${scheme}://platform:secret-word@localhost:${port}`)
  const from = 'platform@holdfast.example'

  it.each([
    ['smtps', true, []],
    ['smtp', false, ['STARTTLS']],
  ] as const)(
    'gets login and letter by %s, under TLS alone and only with a name that was signed',
    async (scheme, isImplicit, more) => {
      const authority = openAuthority(await makeAuthority('test'))
      const identity = await authority.linkIdentity(['localhost'])
      const tls = await startSmtpPeer({ key: identity.key, cert: identity.chain, isImplicit })
      tls.offers = [...more, 'AUTH PLAIN']
      const outbound = openOutbound({ allow: [], resolve: async () => ['127.0.0.1'] })
      const trusting = openSmtp({ url: url(scheme, tls.port), from, outbound, ca: authority.root })
      await trusting.send({ ...letter, id: 'ml_1' })
      expect(tls.letters.length).toBe(1)
      expect(tls.heard.filter((line) => /AUTH|MAIL|RCPT/.test(line)).every((line) => line.startsWith('tls '))).toBe(
        true,
      )
      expect(tls.heard.some((line) => line.startsWith('tls AUTH PLAIN'))).toBe(true)

      const strict = openSmtp({ url: url(scheme, tls.port), from, outbound })
      await expect(strict.send({ ...letter, id: 'ml_2' })).rejects.toThrow(/certificate/)
      const elsewhere = new Secret(`${scheme}://platform:secret-word@other.example:${tls.port}`)
      const misled = openSmtp({ url: elsewhere, from, outbound, ca: authority.root })
      await expect(misled.send({ ...letter, id: 'ml_3' })).rejects.toThrow(/altnames/)
      expect(tls.letters.length).toBe(1)
      await tls.close()
    },
  )
})
