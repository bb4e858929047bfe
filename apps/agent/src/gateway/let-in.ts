import type { Socket } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import type { FirstPacket } from './first-packet.ts'
import type { Prelude } from './prelude.ts'
import { type Refusal, sayRefusal } from './refusal.ts'
import { relay } from './relay.ts'

export const cancelLingerMs = 1_000

/** A client whose first packet has come, and the endpoint that it wants. */
export type Arrival = {
  client: Socket
  packet: FirstPacket
  prelude: Prelude
  address: string
  endpoint: Endpoint
}

/** Ends an arrival: with a target the bytes pass from now on, with a refusal the client is told, with neither it has left. */
export function letIn(arrival: Arrival, outcome: Socket | Refusal | undefined): void {
  const { client } = arrival
  if (!outcome || client.destroyed) {
    if (outcome && 'pipe' in outcome) outcome.destroy()
    client.destroy()
  } else if ('pipe' in outcome) passThrough(arrival, outcome)
  else refuse(arrival, outcome)
}

function refuse({ client, prelude, packet, address, endpoint }: Arrival, refusal: Refusal): void {
  endpoint.refused(refusal, address)
  prelude.take()
  sayRefusal(client, refusal, packet.kind === 'direct-tls' ? 'tls' : 'packet')
}

function passThrough({ client, prelude, packet, address, endpoint }: Arrival, target: Socket): void {
  const isCancel = packet.kind === 'cancel-request'
  let closed: () => void = () => undefined
  const cut = relay({
    client,
    target,
    prelude: prelude.take(),
    halfClosedMs: isCancel ? cancelLingerMs : endpoint.limits.halfClosedMs,
    onTargetLeft: () => {
      if (!isCancel) endpoint.targetLeft()
    },
    onClosed: () => closed(),
  })
  closed = endpoint.opened({ address, target: endpoint.target, cut, isCancel })
}
