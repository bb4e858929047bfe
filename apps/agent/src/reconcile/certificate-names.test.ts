import { describe, expect, it } from 'vitest'
import { missingName, readCertificateNames } from './certificate-names.ts'

describe('certificate names', () => {
  const carried = readCertificateNames('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')

  it('are the same in every spelling', () => {
    expect(missingName(['LOCALHOST', '::1', '0:0::1', '127.0.0.1'], carried)).toBeUndefined()
  })

  it('are missing when no name is theirs', () => {
    expect(missingName(['localhost', '::2'], carried)).toBe('::2')
    expect(missingName(['a.example.test'], readCertificateNames(undefined))).toBe('a.example.test')
  })
})
