import { newId } from '@holdfast/shared/ids'
import type { Secrets } from '../keys/secrets.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/database/database.ts'
import { saveMail } from './mail-store.ts'

export interface Letter {
  /** E-mail address. */
  readonly recipient: string
  readonly subject: string
  readonly text: string
}

/** Where mail is handed in. It is sent after the transaction of the change has been committed, never within. */
export interface MailDoor {
  /** False without a mail server in the settings: what would be sent has to be shown instead. */
  readonly isOpen: boolean
  /** Puts a letter on its way; without a mail server it is dropped. */
  send(tx: Tx, letter: Letter): Promise<void>
}

export interface MailDoorParts {
  readonly secrets: Secrets
  readonly clock: Clock
  readonly isOpen: boolean
}

export const openMailDoor = ({ secrets, clock, isOpen }: MailDoorParts): MailDoor => ({
  isOpen,
  async send(tx, { recipient, subject, text }) {
    if (!isOpen) return
    const id = newId('ml')
    const { keyId, sealed } = await secrets.seal(placeOf(id), Buffer.from(text, 'utf8'))
    const oneLine = subject.replaceAll(/\s+/g, ' ').slice(0, 200)
    await saveMail(tx, {
      id,
      recipient,
      subject: oneLine,
      keyId,
      sealedText: Uint8Array.from(sealed),
      now: clock.now(),
    })
  },
})

/** Where the text of a letter is sealed to. */
export const placeOf = (id: string) => ({ organizationId: null, databaseId: null, purpose: 'mail', subject: id })
