import type { Socket } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import type { FirstPacket } from './first-packet.ts'
import { plainAddress } from './networks.ts'
import { Prelude } from './prelude.ts'
import { type Refusal, sayRefusal } from './refusal.ts'
import { relay } from './relay.ts'

const cancelLingerMs = 1_000

/** The life of one client until its bytes pass through: first packet, admission, a target, or a refusal in words. */
export async function serveClient(client: Socket, endpoint: Endpoint): Promise<void> {
  const address = plainAddress(client.remoteAddress ?? '')
  // A failed socket is always closed next, and that is where its end is dealt with.
  client.on('error', () => client.destroy())
  const arrived = endpoint.arrive(address)
  if (!arrived) {
    client.resetAndDestroy()
    return
  }
  const prelude = new Prelude(client)
  const packet = await prelude.firstPacket(endpoint.limits.firstPacketMs)
  arrived()
  const outcome = await admit({ packet, prelude, address, endpoint })
  if (!outcome || client.destroyed) {
    if (outcome && 'pipe' in outcome) outcome.destroy()
    client.destroy()
    return
  }
  if (!('pipe' in outcome)) return refuse({ client, prelude, packet, refusal: outcome, address, endpoint })
  passThrough({ client, target: outcome, prelude, packet, address, endpoint })
}

type Arrival = { packet: FirstPacket; prelude: Prelude; address: string; endpoint: Endpoint }

async function admit({ packet, prelude, address, endpoint }: Arrival): Promise<Socket | Refusal | undefined> {
  if (packet.kind === 'incomplete') return undefined
  if (packet.kind === 'malformed') return { sqlstate: '08P01', because: packet.because }
  const client = { address, gone: prelude.gone }
  return packet.kind === 'cancel-request' ? endpoint.enterToCancel(client) : endpoint.enter(client)
}

function refuse({
  client,
  prelude,
  packet,
  refusal,
  address,
  endpoint,
}: Arrival & { client: Socket; refusal: Refusal }): void {
  endpoint.refused(refusal, address)
  prelude.take()
  sayRefusal(client, refusal, packet.kind === 'direct-tls' ? 'tls' : 'packet')
}

function passThrough({
  client,
  target,
  prelude,
  packet,
  address,
  endpoint,
}: Arrival & { client: Socket; target: Socket }): void {
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
