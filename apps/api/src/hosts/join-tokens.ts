import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import { lockJoinToken, renewJoinToken, saveJoinToken, useJoinToken } from './join-token-store.ts'

/** A token is good for one host and for one hour. */
const livesMs = 3600 * 1000

type Labels = Readonly<Record<string, string>>

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export interface JoinTokens {
  /** A token with what a joining host must know of the platform: whom to trust. */
  create(tx: Tx, labels: Labels): Promise<{ token: string; expiresAt: string; caPin: string; joinUrl: string }>
}

interface JoinTokenParts {
  readonly clock: Clock
  readonly caPin: string
  readonly joinUrl: string
}

export function openJoinTokens({ clock, caPin, joinUrl }: JoinTokenParts): JoinTokens {
  return {
    async create(tx, labels) {
      const { token, expiresAt } = await createJoinToken(tx, { labels, now: clock.now() })
      return { token, expiresAt: expiresAt.toISOString(), caPin, joinUrl }
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
  const known = await lockJoinToken(tx, hash)
  if (!known) throw new RefusedToken('is not known')
  if (known.usedAt) throw new RefusedToken('has been used', hash)
  if (known.expiresAt <= now) throw new RefusedToken('has expired', hash)
  await useJoinToken(tx, hash, { hostId, now })
  return known.labels
}
