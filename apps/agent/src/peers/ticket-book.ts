import { verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseId } from '@holdfast/shared/ids'
import { RouteTicket, SignedTicket, ticketContext } from '@holdfast/shared/state/peers'
import { z } from 'zod'
import { writeFileSafely } from '../host/write-file-safely.ts'

/** The newest route of each database that this host serves. Only what the control plane signed gets in, and never an older one. */
export interface TicketBook {
  /** Databases whose tickets are kept from now on; those of others are dropped. */
  serve(databases: ReadonlySet<DatabaseId>): void
  /** Undefined when it was taken or says nothing new; otherwise why it is refused. */
  take(signed: SignedTicket): string | undefined
  find(databaseId: DatabaseId): RouteTicket | undefined
  /** As they were signed, for those who serve these databases too. */
  of(databases: readonly DatabaseId[]): SignedTicket[]
  /** Resolves when what was taken lies on disk. */
  kept(): Promise<void>
}

interface Entry {
  readonly route: RouteTicket
  readonly signed: SignedTicket
}

interface BookParts {
  readonly directory: string
  /** PEM of the installation's key, pinned when the host joined. */
  readonly key: string
  readonly onTrouble: (error: unknown) => void
}

const Kept = z.array(SignedTicket)

export async function openTicketBook({ directory, key, onTrouble }: BookParts): Promise<TicketBook> {
  const path = join(directory, 'tickets.json')
  const book = new Map<DatabaseId, Entry>()
  let isRead = false
  let served: ReadonlySet<DatabaseId> | undefined
  let writing: Promise<void> = Promise.resolve()

  const keep = (): void => {
    const content = JSON.stringify([...book.values()].map(({ signed }) => signed))
    writing = writing.then(() => writeFileSafely({ path, content })).catch(onTrouble)
  }

  const take = (signed: SignedTicket): string | undefined => {
    const route = readTicket(signed, key)
    if (typeof route === 'string') return route
    const { databaseId } = route
    if (served && !served.has(databaseId)) return `this host does not serve ${databaseId}`
    const known = book.get(databaseId)?.route
    if (known && !isNewer(route, known)) return undefined
    book.set(databaseId, { route, signed })
    if (isRead) keep()
    return undefined
  }

  for (const signed of await readKept(path)) {
    const refused = take(signed)
    if (refused !== undefined) onTrouble(new Error(`a ticket on disk was not taken: ${refused}`))
  }
  isRead = true

  return {
    serve(databases) {
      served = databases
      const gone = [...book.keys()].filter((id) => !databases.has(id))
      for (const id of gone) book.delete(id)
      if (gone.length > 0) keep()
    },
    take,
    find: (databaseId) => book.get(databaseId)?.route,
    of: (databases) => databases.flatMap((id) => book.get(id)?.signed ?? []),
    kept: () => writing,
  }
}

const isNewer = (route: RouteTicket, known: RouteTicket): boolean =>
  route.epoch > known.epoch || (route.epoch === known.epoch && route.version > known.version)

/** The route, or why it is none. */
function readTicket({ ticket, signature }: SignedTicket, key: string): RouteTicket | string {
  if (!verify(null, Buffer.from(ticketContext + ticket), key, Buffer.from(signature, 'base64')))
    return 'the ticket is not signed by the control plane'
  try {
    const parsed = RouteTicket.safeParse(JSON.parse(ticket))
    return parsed.success ? parsed.data : 'the ticket is signed and cannot be understood'
  } catch {
    return 'the ticket is signed and is not JSON'
  }
}

async function readKept(path: string): Promise<SignedTicket[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  try {
    return Kept.parse(JSON.parse(text))
  } catch {
    // The page, and the peers, have them all.
    return []
  }
}
