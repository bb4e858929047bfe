import 'reflect-metadata'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { Pkcs10CertificateRequest } from '@peculiar/x509'
import { describe, expect, it } from 'vitest'
import { requestCertificate } from './certificate-request.ts'

describe('requestCertificate', () => {
  it('makes a P-256 key and asks for the names', async () => {
    const { csr, privateKey } = await requestCertificate({
      commonName: 'in_1',
      names: ['localhost', '127.0.0.1', '::1'],
    })
    const request = new Pkcs10CertificateRequest(csr)
    expect(await request.verify()).toBe(true)
    expect(request.subject).toBe('CN=in_1')
    expect(createPrivateKey(privateKey).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
    expect(request.extensions).toHaveLength(1)
  })

  it('uses a given key again, so that a renewed certificate fits the key on the volume', async () => {
    const first = await requestCertificate({ commonName: 'in_1' })
    const second = await requestCertificate({ commonName: 'in_1', privateKey: first.privateKey })
    const publicKey = (pem: string) => createPublicKey(pem).export({ type: 'spki', format: 'pem' })
    expect(publicKey(second.privateKey)).toEqual(publicKey(first.privateKey))
    expect(await new Pkcs10CertificateRequest(second.csr).verify()).toBe(true)
  })
})
