import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { ManagerObservation } from '@holdfast/shared/state/instance-page'
import type { Instance } from './instance.ts'
import { PageRefused } from './keep-promise.ts'

const reply = (response: ServerResponse, status: number, body: unknown) => {
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** A watcher that does not read is let go; it will come again and be told the newest state. */
const patienceBytes = 512 * 1024

function watch(instance: Instance, response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  const tell = (observation: ManagerObservation) => {
    response.write(`${JSON.stringify(observation)}\n`)
    if (response.writableLength > patienceBytes) response.destroy()
  }
  response.once('close', instance.watch(tell))
}

async function tellFigures(instance: Instance, response: ServerResponse) {
  try {
    reply(response, 200, await instance.figures())
  } catch (error) {
    reply(response, 503, { because: error instanceof Error ? error.message : String(error) })
  }
}

async function apply(instance: Instance, response: ServerResponse) {
  try {
    await instance.apply()
    reply(response, 200, instance.observe())
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    reply(response, error instanceof PageRefused ? 409 : 503, { because, observation: instance.observe() })
  }
}

/** A closed list of requests; their bodies are not read, since what should be lies on the volume. */
function answer(instance: Instance, request: IncomingMessage, response: ServerResponse) {
  request.resume()
  switch (`${request.method} ${request.url}`) {
    case 'GET /observe':
      return reply(response, 200, instance.observe())
    case 'GET /figures':
      return void tellFigures(instance, response)
    case 'GET /watch':
      return watch(instance, response)
    case 'POST /apply':
      return void apply(instance, response)
    case 'POST /stop':
      instance.stop()
      return reply(response, 202, instance.observe())
    default:
      return reply(response, 404, { because: 'there is no such request' })
  }
}

/** Listens on `control.sock` of the shared folder; who can open the folder may ask. */
export async function openControlSocket(folder: string, instance: Instance): Promise<() => Promise<void>> {
  const path = join(folder, 'control.sock')
  await rm(path, { force: true })
  const socket = createServer((request, response) => answer(instance, request, response))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('error', reject)
  socket.listen(path, resolve)
  await promise
  return async () => {
    socket.closeAllConnections()
    await new Promise((closed) => socket.close(closed))
  }
}
