import { createPublicKey, verify } from 'node:crypto'
import { ReleaseManifest, type SignedRelease } from '@holdfast/shared/state/desired'
import type { SeenRelease } from './observation.ts'
import type { Tools } from './tools.ts'

type Judges = Pick<Tools, 'releaseKey' | 'images'> & { readonly docker: Pick<Tools['docker'], 'images'> }

/** Checks the signature of each release with the pinned key, and whether its image is on this host. */
export function judgeReleases(releases: readonly SignedRelease[], judges: Judges): Promise<SeenRelease[]> {
  return Promise.all(releases.map((release) => judgeRelease(release, judges)))
}

async function judgeRelease(release: SignedRelease, { releaseKey, docker, images }: Judges): Promise<SeenRelease> {
  const { releaseId } = release
  const manifest = readSignedManifest(release, releaseKey)
  if (typeof manifest === 'string')
    return { releaseId, state: 'not-signed', because: manifest, engine: '', version: '', imageId: '' }
  const { engine, version, imageId } = manifest
  return (await docker.images.isHere(imageId))
    ? { releaseId, state: 'ready', because: 'its image is here', engine, version, imageId }
    : {
        releaseId,
        state: 'image-missing',
        because: images.progress(imageId) ?? `the image ${imageId} is not on this host`,
        engine,
        version,
        imageId,
      }
}

/** The manifest, or the sentence that says why it is not believed. */
export function readSignedManifest(release: SignedRelease, releaseKey: string): ReleaseManifest | string {
  const bytes = Buffer.from(release.manifest)
  const key = createPublicKey(releaseKey)
  if (key.asymmetricKeyType !== 'ed25519') return 'the pinned release key is no Ed25519 key'
  if (!verify(null, bytes, key, Buffer.from(release.signature, 'base64')))
    return 'its signature is not by the release key that was pinned when this host joined'
  const manifest = ReleaseManifest.safeParse(JSON.parse(release.manifest))
  if (!manifest.success) return 'its manifest has another form than this agent knows'
  return manifest.data.releaseId === release.releaseId ? manifest.data : 'its manifest is about another release'
}
