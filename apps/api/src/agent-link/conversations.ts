import type { DatabaseId, HostId } from '@holdfast/shared/ids'
import type { WebSocket } from 'ws'
import { notify } from '../platform/database/notifications.ts'
import { type AgentConversation, converse } from './agent-conversation.ts'
import { disputeWord, readDisputeWord } from './dispute-word.ts'
import type { AgentIdentity, DoorParts } from './link-parts.ts'
import { tooLarge } from './message-gate.ts'

/** Every conversation of this replica. */
export interface Conversations {
  begin(identity: AgentIdentity, socket: WebSocket): void
  /** Hears of new pages, and what other replicas say of who speaks for a host. Returns the way to stop. */
  listen(): () => void
  /** Tells this host, where it is connected here, that somebody looks at figures of this database, or of the host. */
  look(hostId: HostId, databaseId: DatabaseId | null): void
  end(): void
}

const isTooLarge = (error: Error): boolean => 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'

export function openConversations(parts: DoorParts): Conversations {
  const { database, log, refusals, seats } = parts
  const open = new Map<WebSocket, { identity: AgentIdentity; conversation: AgentConversation }>()

  /** Sends this host its newest page; every host when none is named. */
  const push = (hostId: string | undefined): void => {
    for (const { identity, conversation } of open.values())
      if (hostId === undefined || identity.hostId === hostId) conversation.push()
  }

  const hearReplica = async (payload: string): Promise<void> => {
    const { say, hostId, run } = readDisputeWord(payload)
    if (say === 'disputed') seats.dispute(hostId, run)
    else if (await seats.isDisputed(hostId, run))
      await database.transaction((tx) => notify(tx, 'agent', disputeWord({ say: 'disputed', hostId, run })))
  }

  return {
    begin(identity, socket) {
      const { hostId, address } = identity
      open.set(socket, { identity, conversation: converse(parts, identity, socket) })
      socket.on('error', (error) => {
        if (isTooLarge(error)) refusals.tell({ subject: hostId, address, problem: tooLarge() })
        else log.debug({ err: error, hostId }, 'the link of a host failed')
      })
      socket.on('close', () => open.delete(socket))
    },
    listen() {
      const stopPages = database.listen('host', (notice) =>
        push(notice.kind === 'notified' ? notice.payload : undefined),
      )
      const stopDisputes = database.listen('agent', (notice) => {
        if (notice.kind === 'notified')
          hearReplica(notice.payload).catch((err) => log.warn({ err }, 'a dispute over a host could not be settled'))
      })
      return () => {
        stopPages()
        stopDisputes()
      }
    },
    look(hostId, databaseId) {
      for (const { identity, conversation } of open.values())
        if (identity.hostId === hostId) conversation.look(databaseId)
    },
    end() {
      for (const socket of open.keys()) socket.terminate()
    },
  }
}
