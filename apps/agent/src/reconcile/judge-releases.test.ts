import { generateKeyPairSync, sign } from 'node:crypto'
import { newId, ReleaseId } from '@holdfast/shared/ids'
import { describe, expect, it } from 'vitest'
import { readSignedManifest } from './judge-releases.ts'

const pinned = generateKeyPairSync('ed25519')
const releaseKey = pinned.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const releaseId = ReleaseId.parse(newId('re'))
const text = JSON.stringify({ releaseId, engine: 'any', version: '1', imageId: 'sha256:x', packages: {} })
const signed = (manifest: string, key = pinned.privateKey) => ({
  releaseId,
  manifest,
  signature: sign(null, Buffer.from(manifest), key).toString('base64'),
})

describe('readSignedManifest', () => {
  it('believes the pinned key', () => {
    expect(readSignedManifest(signed(text), releaseKey)).toMatchObject({ engine: 'any' })
  })

  it.each([
    ['another key', signed(text, generateKeyPairSync('ed25519').privateKey), /not by the release key/],
    ['changed bytes', { ...signed(text), manifest: text.replace('"1"', '"2"') }, /not by the release key/],
    ['a manifest of another release', { ...signed(text), releaseId: ReleaseId.parse(newId('re')) }, /another release/],
    ['an unknown form', signed('{"imageId":"sha256:x"}'), /another form/],
    ['a signature that is none', { ...signed(text), signature: 'zzz' }, /not by the release key/],
  ])('does not believe %s', (_name, release, because) => {
    expect(readSignedManifest(release, releaseKey)).toMatch(because)
  })
})
