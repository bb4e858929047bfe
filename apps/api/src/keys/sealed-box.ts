import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM: nonce (12) ‖ ciphertext ‖ tag (16). `about` is bound to it: it opens only beside the same words. */
export function sealBox(key: Buffer, plain: Buffer, about: readonly (string | null)[]): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(associated(about))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the box, its key or what it is about is not what was sealed. */
export function openBox(key: Buffer, box: Uint8Array, about: readonly (string | null)[]): Buffer {
  if (box.length < nonceBytes + tagBytes) throw new Error('A sealed value is cut short.')
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(associated(about))
  decipher.setAuthTag(box.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(box.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch (cause) {
    throw new Error('A sealed value was changed, or belongs to another place or key.', { cause })
  }
}

const associated = (about: readonly (string | null)[]) => Buffer.from(JSON.stringify(about))
