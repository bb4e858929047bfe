import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ReleaseId } from '@holdfast/shared/ids'
import type { ReleaseManifest, SignedRelease } from '@holdfast/shared/state/desired'
import { type RouteTicket, type SignedTicket, ticketContext } from '@holdfast/shared/state/peers'

/** The installation's Ed25519 release key. Hosts pin its public half when they join and start no image that it has not signed. */
export interface ReleaseKey {
  /** PEM. */
  readonly publicKey: string
  sign(manifest: ReleaseManifest): SignedRelease
  /** In a context of its own: a ticket is no release and a release no ticket. */
  signTicket(route: RouteTicket): SignedTicket
}

/** Reads the key from its file (PEM, PKCS #8); makes it when the installation has none yet. */
export function openReleaseKey(path: string): ReleaseKey {
  const key = createPrivateKey(readOrMake(path))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key`)
  return {
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: (manifest) => signManifest(key, manifest),
    signTicket(route) {
      const ticket = canonicalJson(route)
      return { ticket, signature: sign(null, Buffer.from(ticketContext + ticket), key).toString('base64') }
    },
  }
}

function readOrMake(path: string): string {
  const kept = readIfThere(path)
  if (kept !== undefined) return kept
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, pem, { mode: 0o600, flag: 'wx' })
    return pem
  } catch (error) {
    // Another replica was first: its key counts.
    const theirs = readIfThere(path)
    if (theirs === undefined) throw error
    return theirs
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function signManifest(key: KeyObject, manifest: ReleaseManifest): SignedRelease {
  const text = canonicalJson(manifest)
  const releaseId: ReleaseId = manifest.releaseId
  return { releaseId, manifest: text, signature: sign(null, Buffer.from(text), key).toString('base64') }
}

/** JSON with the keys of every object in order, so that one manifest is always the same bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, it]) => `${JSON.stringify(name)}:${canonicalJson(it)}`).join(',')}}`
}
