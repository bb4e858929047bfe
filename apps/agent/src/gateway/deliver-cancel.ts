import type { Socket } from 'node:net'
import type { Endpoint } from './endpoint.ts'
import { cancelLingerMs } from './let-in.ts'
import type { Prelude } from './prelude.ts'
import type { SharedPort } from './shared-port.ts'

export type CancelArrival = { client: Socket; prelude: Prelude; address: string; door: SharedPort }

/**
 * A cancel request carries neither TLS nor a name: it goes to every target that the client's address has open through
 * this port, and the secret key in it decides whose query ends. The client is told by the close, once all have read it.
 */
export async function deliverCancel({ client, prelude, address, door }: CancelArrival): Promise<void> {
  const bytes = prelude.take()
  const packet = bytes.subarray(0, bytes.readUInt32BE(0))
  const endpoints = door.openedBy(address)
  if (endpoints.length === 0)
    door.refused({ sqlstate: '28000', because: 'a cancel request came from an address without connections' }, address)
  await Promise.all(endpoints.map((endpoint) => deliver(packet, { endpoint, address })))
  client.destroy()
}

async function deliver(packet: Buffer, { endpoint, address }: { endpoint: Endpoint; address: string }): Promise<void> {
  const target = await endpoint.enterToCancel({ address, gone: new AbortController().signal })
  if (!target) return
  if (!('pipe' in target)) return endpoint.refused(target, address)
  await new Promise<void>((resolve) => {
    const cut = () => target.destroy()
    const closed = endpoint.opened({ address, target: endpoint.target, cut, isCancel: true })
    const timer = setTimeout(cut, cancelLingerMs)
    target.once('close', () => {
      clearTimeout(timer)
      closed()
      resolve()
    })
    target.on('error', cut)
    target.on('end', cut)
    target.resume()
    target.write(packet)
  })
}
