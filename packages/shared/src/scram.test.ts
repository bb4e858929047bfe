import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isScramVerifier, scramVerifier, verifyScram } from './scram.ts'

const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
const authMessage = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`

describe('scramVerifier', () => {
  it('accepts the client proof and gives the signature of the example in RFC 7677', () => {
    const verifier = scramVerifier('pencil', { salt, iterations: 4096 })
    const [storedKey = '', serverKey = ''] = (verifier.split('$')[2] ?? '').split(':')
    const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64')
    const signature = createHmac('sha256', Buffer.from(storedKey, 'base64')).update(authMessage).digest()
    const clientKey = proof.map((byte, n) => byte ^ (signature[n] ?? 0))
    expect(createHash('sha256').update(clientKey).digest('base64')).toBe(storedKey)
    expect(createHmac('sha256', Buffer.from(serverKey, 'base64')).update(authMessage).digest('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    )
  })

  it('salts, so that one password has many verifiers, and each of them recognises it', () => {
    const [one, two] = [scramVerifier('correct horse'), scramVerifier('correct horse')]
    expect(one).not.toBe(two)
    for (const verifier of [one, two]) {
      expect(isScramVerifier(verifier)).toBe(true)
      expect(verifyScram('correct horse', verifier)).toBe(true)
      expect(verifyScram('wrong horse', verifier)).toBe(false)
    }
  })

  it.each(['', 'md5abc', "SCRAM-SHA-256$4096:c2FsdA==$x':y", 'plain'])('takes %j for no verifier', (text) => {
    expect(isScramVerifier(text)).toBe(false)
    expect(verifyScram('anything', text)).toBe(false)
  })
})
