import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const randomLength = 30
const checksumLength = 6
const shape = /^hf_([a-z]{2,8})_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/

/** What a credential is for; part of its text, so that a leaked one is recognized at sight. */
export type TokenKind = 'pat' | 'invite' | 'reset'

/** A new token `hf_<kind>_<30 random base62><CRC32 in base62>`; 178 bits of chance. */
export function newTokenValue(kind: TokenKind): string {
  const head = `hf_${kind}_${randomBase62(randomLength)}`
  return head + checksum(head)
}

/** True when the text was once made by `newTokenValue`, judged without asking anybody: typing errors never reach the database. */
export function isTokenValue(text: string): boolean {
  if (!shape.test(text)) return false
  return checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
}

/** What is kept of a token instead of its value: SHA-256, hex. Enough for a value of this much chance. */
export const hashToken = (value: string): string => createHash('sha256').update(value).digest('hex')

/** The first characters, by which a person recognizes a token in a list. */
export const tokenPrefix = (value: string): string => value.slice(0, 11)

function checksum(head: string): string {
  let text = ''
  for (let rest = crc32(head), n = 0; n < checksumLength; n++, rest = Math.floor(rest / 62))
    text = digits.charAt(rest % 62) + text
  return text
}

/** Rejects the bytes that would favour some digits. */
function randomBase62(length: number): string {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(length * 2)) if (byte < 248 && text.length < length) text += digits.charAt(byte % 62)
  return text
}
