import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isFresh, makeStoreCertificate } from './store-certificate.ts'

const DAY_MS = 24 * 60 * 60 * 1000

describe("the store's certificate", () => {
  it('is signed by its own authority and names its host', async () => {
    const made = await makeStoreCertificate('holdfast-store', new Date())
    const certificate = new X509Certificate(made.certificate)
    expect(certificate.verify(new X509Certificate(made.ca).publicKey)).toBe(true)
    expect(certificate.checkHost('holdfast-store')).toBe('holdfast-store')
    expect(made.key).toContain('BEGIN PRIVATE KEY')
  })

  it('is renewed two months before its end, under another name, and when it cannot be read', async () => {
    const now = new Date()
    const { certificate } = await makeStoreCertificate('holdfast-store', now)
    expect(isFresh(certificate, 'holdfast-store', now)).toBe(true)
    expect(isFresh(certificate, 'holdfast-store', new Date(now.getTime() + 770 * DAY_MS))).toBe(false)
    expect(isFresh(certificate, 'other-store', now)).toBe(false)
    expect(isFresh('nonsense', 'holdfast-store', now)).toBe(false)
  })
})
