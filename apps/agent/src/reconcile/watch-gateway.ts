import { type ClientRequest, request } from 'node:http'

const retryMs = 500

/** Listens to the gateway: each line of its watch wakes the loop. Opened again whenever it ends. */
export function watchGateway(socketPath: string, onChange: () => void): { close(): void } {
  let isClosed = false
  let call: ClientRequest | undefined
  let timer: NodeJS.Timeout | undefined

  function again(): void {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(listen, retryMs)
  }

  function listen(): void {
    call = request({ socketPath, path: '/watch', agent: false }, (reply) => {
      reply.on('data', onChange)
      reply.on('error', () => undefined)
    })
    call.on('error', () => undefined)
    call.on('close', again)
    call.end()
  }

  listen()
  return {
    close() {
      isClosed = true
      clearTimeout(timer)
      call?.destroy()
    },
  }
}
