import { createHash } from 'node:crypto'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { invalidInput } from './field-errors.ts'
import { claimKey, findAnswer, keepAnswer } from './idempotency-store.ts'

/** Seals first answers; the request's key is bound to the sealed bytes, so that they open in their own place only. */
export interface ReplySealer {
  seal(request: KeyedRequest, bytes: Buffer): Promise<Buffer>
  unseal(request: KeyedRequest, sealed: Buffer): Promise<Buffer>
}

export interface KeyedRequest {
  /** Organization or person that the key belongs to. */
  readonly scope: string
  readonly key: string
  readonly hash: string
}

export interface Answer {
  readonly status: number
  /** JSON text. */
  readonly body: string
}

/** Reads the header Idempotency-Key. Throws `idempotency-key-required`, or `invalid-input` when it is no key. */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || header === '') throw new Problem('idempotency-key-required', {})
  if (!/^[\x21-\x7e]{1,255}$/.test(header))
    throw invalidInput([
      { pointer: '/headers/idempotency-key', code: 'invalid_format', detail: 'must be 1–255 visible ASCII characters' },
    ])
  return header
}

/** The same request has the same hash, whatever the order of its fields. */
export function hashRequest(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest('hex')
}

/**
 * Does `work` once for a key: the first answer is kept in the same transaction as the change and given to every repetition.
 * A request that ends in a problem changed nothing and keeps nothing, so its repetition is judged anew.
 */
export async function answerOnce(
  tx: Tx,
  sealing: { request: KeyedRequest; sealer: ReplySealer },
  work: () => Promise<Answer>,
): Promise<{ answer: Answer; isReplay: boolean }> {
  const { request, sealer } = sealing
  if (await claim(tx, request)) {
    const answer = await work()
    await keepAnswer(tx, request, {
      status: answer.status,
      reply: await sealer.seal(request, Buffer.from(answer.body)),
    })
    return { answer, isReplay: false }
  }
  const kept = await findAnswer(tx, request)
  if (!kept) throw new Problem('request-in-progress', {})
  if (kept.requestHash !== request.hash) throw new Problem('idempotency-key-reused', { key: request.key })
  const body = (await sealer.unseal(request, kept.reply)).toString()
  return { answer: { status: kept.status, body }, isReplay: true }
}

async function claim(tx: Tx, request: KeyedRequest): Promise<boolean> {
  try {
    return await claimKey(tx, request, request.hash)
  } catch (error) {
    if (isLockTimeout(error)) throw new Problem('request-in-progress', {})
    throw error
  }
}

function isLockTimeout(error: unknown): boolean {
  const { code, meta, cause, message } = (error ?? {}) as Record<string, unknown>
  const text = JSON.stringify([code, meta, cause, message]) ?? ''
  return text.includes('55P03') || text.includes('lock timeout')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
