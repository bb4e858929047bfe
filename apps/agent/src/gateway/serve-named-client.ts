import type { Socket } from 'node:net'
import { agreeOnTls } from './agree-on-tls.ts'
import { deliverCancel } from './deliver-cancel.ts'
import type { Endpoint } from './endpoint.ts'
import { letIn } from './let-in.ts'
import { plainAddress } from './networks.ts'
import { Prelude } from './prelude.ts'
import { type Refusal, sayRefusal } from './refusal.ts'
import type { SharedPort } from './shared-port.ts'

type Greeting =
  | { kind: 'gone' | 'cancel-request' }
  | { kind: 'refused'; refusal: Refusal; began: 'packet' | 'tls' }
  /** `asked`: by SSLRequest, which the target must be asked by too. */
  | { kind: 'named'; endpoint: Endpoint; asked: boolean }

/** The life of one client on a shared port until its bytes pass through: TLS, a name, the endpoint of that name; or an end. */
export async function serveNamedClient(client: Socket, door: SharedPort): Promise<void> {
  const address = plainAddress(client.remoteAddress ?? '')
  client.on('error', () => client.destroy())
  const arrived = door.arrive(address)
  if (!arrived) {
    client.resetAndDestroy()
    return
  }
  const prelude = new Prelude(client)
  const greeting = await greet(prelude, door)
  arrived()
  switch (greeting.kind) {
    case 'gone':
      client.destroy()
      return
    case 'refused':
      door.refused(greeting.refusal, address)
      prelude.take()
      sayRefusal(client, greeting.refusal, greeting.began)
      return
    case 'cancel-request':
      return deliverCancel({ client, prelude, address, door })
    case 'named': {
      const { endpoint, asked } = greeting
      const prepare = asked ? (target: Socket) => agreeOnTls(target, door.limits.probeMs) : undefined
      const outcome = await endpoint.enter({ address, gone: prelude.gone, byName: true, prepare })
      letIn({ client, packet: { kind: 'direct-tls' }, prelude, address, endpoint }, outcome)
    }
  }
}

/** Waits for a name; everything together must have come in time. */
async function greet(prelude: Prelude, door: SharedPort): Promise<Greeting> {
  const deadline = performance.now() + door.limits.firstPacketMs
  const packet = await prelude.firstPacket(door.limits.firstPacketMs)
  switch (packet.kind) {
    case 'incomplete':
      return { kind: 'gone' }
    case 'cancel-request':
      return { kind: 'cancel-request' }
    case 'malformed':
      return refuse('packet', { sqlstate: '08P01', because: packet.because })
    case 'ssl-request':
      if (!prelude.agreeToTls())
        return refuse('packet', { sqlstate: '08P01', because: 'bytes came along with the SSLRequest' })
      break
    case 'startup':
    case 'gss-request':
      return refuse('packet', { sqlstate: '28000', because: 'this port is for TLS by name: use sslmode=verify-full' })
    case 'direct-tls':
      break
  }
  const hello = await prelude.clientHello(deadline - performance.now())
  if (hello.kind === 'incomplete') return { kind: 'gone' }
  if (hello.kind === 'malformed') return refuse('tls', { sqlstate: '08P01', because: hello.because })
  return lookUp(hello.serverName, { door, asked: packet.kind === 'ssl-request' })
}

function lookUp(name: string | undefined, { door, asked }: { door: SharedPort; asked: boolean }): Greeting {
  const endpoint = name === undefined ? undefined : door.find(name)
  if (endpoint) return { kind: 'named', endpoint, asked }
  const because =
    name === undefined
      ? 'the client named no host: this port is for names, not for addresses'
      : `no database is called ${name} here`
  return refuse('tls', { sqlstate: '28000', because, alert: 'unrecognized-name' })
}

const refuse = (began: 'packet' | 'tls', refusal: Refusal): Greeting => ({ kind: 'refused', refusal, began })
