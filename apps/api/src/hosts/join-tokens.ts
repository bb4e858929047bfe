import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import type { ImageArchives } from './image-archives.ts'
import { joinLine } from './join-line.ts'
import {
  findJoinToken,
  type JoinTokenRecord,
  lockJoinToken,
  renewJoinToken,
  saveJoinToken,
  useJoinToken,
} from './join-token-store.ts'

/** A token is good for one host and for one hour. */
const livesMs = 3600 * 1000

type Labels = Readonly<Record<string, string>>

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export interface JoinTokens {
  /** A token with what a joining host must know of the platform: whom to trust. */
  create(tx: Tx, labels: Labels): Promise<JoinOffer>
}

export interface JoinOffer {
  readonly token: string
  readonly expiresAt: string
  readonly caPin: string
  readonly joinUrl: string
  /** The line for the new machine; null where no archive of the agent's image is kept. */
  readonly command: string | null
}

interface JoinTokenParts {
  readonly clock: Clock
  readonly caPin: string
  readonly doorPin: string
  readonly joinUrl: string
  readonly installation: string
  readonly archives: ImageArchives
}

export function openJoinTokens({ clock, archives, ...terms }: JoinTokenParts): JoinTokens {
  const { caPin, joinUrl } = terms
  return {
    async create(tx, labels) {
      const { token, expiresAt } = await createJoinToken(tx, { labels, now: clock.now() })
      const agent = await archives.findAgent()
      const command = agent ? joinLine({ ...terms, token, imageId: agent.imageId }) : null
      return { token, expiresAt: expiresAt.toISOString(), caPin, joinUrl, command }
    },
  }
}

/** Makes a token; its value is shown once and kept nowhere. */
export async function createJoinToken(
  tx: Tx,
  { labels, now }: { labels: Labels; now: Date },
): Promise<{ token: string; expiresAt: Date }> {
  const token = `hfj_${randomBytes(32).toString('base64url')}`
  const expiresAt = new Date(now.getTime() + livesMs)
  await saveJoinToken(tx, { hash: hashOfToken(token), labels, expiresAt })
  return { token, expiresAt }
}

/**
 * Accepts the tokens that the platform has written for its own first hosts (`join-token`, `join-token-…`), but for those that were
 * used. Without such files nothing happens. Gives how many there are.
 */
export async function acceptTokenFiles(tx: Tx, directory: string, now: Date): Promise<number> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => /^join-token(-|$)/.test(name))
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')))
  const tokens = texts.map((text) => text.trim()).filter((token) => token.length >= 20)
  const expiresAt = new Date(now.getTime() + livesMs)
  for (const token of tokens) await renewJoinToken(tx, { hash: hashOfToken(token), labels: {}, expiresAt })
  return tokens.length
}

/** A token that once was good is named by the start of what is kept of it; one that was never handed out is a stranger's. */
export class RefusedToken extends Problem<'join-token-refused'> {
  readonly subject: `join-token ${string}` | 'strangers'
  constructor(because: string, hash?: string) {
    super('join-token-refused', { because })
    this.subject = hash === undefined ? 'strangers' : `join-token ${hash.slice(0, 12)}`
  }
}

/** Uses a token up for this host and returns the labels it carries. Throws `join-token-refused`. */
export async function takeJoinToken(
  tx: Tx,
  token: string,
  { hostId, now }: { hostId: HostId; now: Date },
): Promise<Labels> {
  const hash = hashOfToken(token)
  const { labels } = judge(hash, await lockJoinToken(tx, hash), now)
  await useJoinToken(tx, hash, { hostId, now })
  return labels
}

/** Throws `join-token-refused` unless a host could join with this token now. It stays good. */
export async function demandJoinToken(tx: Tx, token: string, now: Date): Promise<void> {
  const hash = hashOfToken(token)
  judge(hash, await findJoinToken(tx, hash), now)
}

function judge(hash: string, known: JoinTokenRecord | undefined, now: Date): JoinTokenRecord {
  if (!known) throw new RefusedToken('is not known')
  if (known.usedAt) throw new RefusedToken('has been used', hash)
  if (known.expiresAt <= now) throw new RefusedToken('has expired', hash)
  return known
}
