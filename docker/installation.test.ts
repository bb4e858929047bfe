import { describe, expect, it } from 'vitest'
import { InstallationSettings } from './config.ts'
import { installationFrom } from './installation.ts'

const installed = (settings: Record<string, string> = {}) => installationFrom(InstallationSettings.parse(settings))

describe('an installation', () => {
  it('listens on loopback and speaks HTTP there when nothing is set', () => {
    const it = installed()
    expect(it).toMatchObject({ name: 'holdfast', home: '/var/lib/holdfast', isLoopbackOnly: true })
    expect(it.consoleUrl).toBe('http://127.0.0.1:7400')
  })

  it('speaks HTTPS under its endpoint name when it listens on every address, and reaches itself by loopback', () => {
    const it = installed({ HOLDFAST_BIND: '0.0.0.0', HOLDFAST_ENDPOINT: 'db.example.org' })
    expect(it).toMatchObject({ isLoopbackOnly: false, localAddress: '127.0.0.1' })
    expect(it.consoleUrl).toBe('https://db.example.org:7400')
  })

  it('speaks HTTPS on loopback too when a certificate is given, and names the first of several endpoints', () => {
    const files = { HOLDFAST_TLS_CERT_FILE: '/etc/tls/chain.pem', HOLDFAST_TLS_KEY_FILE: '/etc/tls/key.pem' }
    expect(installed(files)).toMatchObject({ speaksTls: true, consoleUrl: 'https://127.0.0.1:7400' })
    const several = installed({ HOLDFAST_BIND: '0.0.0.0', HOLDFAST_ENDPOINT: 'a.example.org, b.example.org' })
    expect(several.consoleUrl).toBe('https://a.example.org:7400')
  })

  it('writes an IPv6 address with brackets', () => {
    expect(installed({ HOLDFAST_BIND: '::1' }).consoleUrl).toBe('http://[::1]:7400')
  })

  it('keeps everything below its home', () => {
    const { paths } = installed({ HOLDFAST_HOME: '/srv/other' })
    expect(Object.values(paths).every((path) => path.startsWith('/srv/other/'))).toBe(true)
  })

  it.each([
    [{ HOLDFAST_NAME: 'Bad Name' }],
    [{ HOLDFAST_HOME: 'relative' }],
    [{ HOLDFAST_PORT: '0' }],
    [{ HOLDFAST_PORT: '70000' }],
    [{ HOLDFAST_SIGN_UP: 'anybody' }],
  ])('refuses %j', (settings) => {
    expect(InstallationSettings.safeParse(settings).success).toBe(false)
  })
})
