import { verify } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReleaseManifest } from '@holdfast/shared/state/desired'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canonicalJson, openReleaseKey } from './release-key.ts'

const manifest: ReleaseManifest = {
  releaseId: 're_00000000000000000001',
  engine: 'any',
  version: '17',
  imageId: 'sha256:1',
  packages: { b: '2', a: '1' },
}

function aPath() {
  const folder = mkdtempSync(join(tmpdir(), 'hf-release-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'release.key')
}

describe('the release key', () => {
  it('is made once, for its owner only, and signs what its public half verifies', () => {
    const path = aPath()
    const key = openReleaseKey(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const again = openReleaseKey(path)
    expect(again.publicKey).toBe(key.publicKey)
    const signed = again.sign(manifest)
    const isGood = (text: string) =>
      verify(null, Buffer.from(text), key.publicKey, Buffer.from(signed.signature, 'base64'))
    expect(isGood(signed.manifest)).toBe(true)
    expect(isGood(signed.manifest.replace('17', '18'))).toBe(false)
    expect(ReleaseManifest.parse(JSON.parse(signed.manifest))).toEqual(manifest)
  })

  it('signs one manifest always as the same bytes', () => {
    expect(canonicalJson(manifest)).toBe(canonicalJson({ ...manifest, packages: { a: '1', b: '2' } }))
    expect(canonicalJson([1, null, 'x', { b: [], a: true }])).toBe('[1,null,"x",{"a":true,"b":[]}]')
  })
})
