import type { Socket } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import { type Arrival, letIn } from './let-in.ts'
import { plainAddress } from './networks.ts'
import { Prelude } from './prelude.ts'
import type { Refusal } from './refusal.ts'

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
  const arrival = { client, packet, prelude, address, endpoint }
  letIn(arrival, await admit(arrival))
}

async function admit({ packet, prelude, address, endpoint }: Arrival): Promise<Socket | Refusal | undefined> {
  if (packet.kind === 'incomplete') return undefined
  if (packet.kind === 'malformed') return { sqlstate: '08P01', because: packet.because }
  const client = { address, gone: prelude.gone }
  return packet.kind === 'cancel-request' ? endpoint.enterToCancel(client) : endpoint.enter(client)
}
