import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { GatewayPage, GatewayQuestion } from '@holdfast/shared/state/gateway-page'
import { z } from 'zod'
import { type Log, sentence } from '../log.ts'
import type { Gateway } from './gateway.ts'
import type { LastPage } from './last-page.ts'

const longestPage = 8 * 1024 * 1024

type Answer = { status: number; body?: unknown }
export type ControlSocket = { path: string; gateway: Gateway; lastPage: LastPage; log: Log }

/**
 * The agent's way in: `PUT /page` (204; 400 with the mistakes; 413 above 8 MiB), `GET /observe`, `POST /observe` with what the agent has counted, and
 * `GET /watch`, over a Unix socket that only its
 * owner and group open. Throws when another gateway answers on that socket.
 */
export async function openControlSocket(control: ControlSocket): Promise<{ close: () => Promise<void> }> {
  const { path, log } = control
  await mkdir(dirname(path), { recursive: true })
  if (await answers(path)) throw new Error(`another gateway is running: ${path} answers`)
  await rm(path, { force: true })
  let turn: Promise<unknown> = Promise.resolve()
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/watch') return watch(response, control.gateway)
    const answer = answerTo(request, control, (write) => {
      const mine = turn.then(write)
      turn = mine.catch(() => undefined)
      return mine
    })
    answer.then(
      (result) => send(response, result),
      (error: unknown) => {
        log.error('a request of the agent failed', { because: sentence(error) })
        send(response, { status: 500, body: { because: sentence(error) } })
      },
    )
  })
  await listen(server, path)
  await chmod(path, 0o660)
  return { close: () => close(server) }
}

/** One line at once and one at each change of demand, for as long as the agent listens. */
function watch(response: ServerResponse, gateway: Gateway): void {
  const tell = () => response.write(`${JSON.stringify(gateway.observe().demand ?? [])}\n`)
  response.writeHead(200, { 'content-type': 'application/jsonl' })
  tell()
  response.once('close', gateway.watch(tell))
}

type InTurn = <Result>(write: () => Promise<Result>) => Promise<Result>

async function answerTo(request: IncomingMessage, control: ControlSocket, inTurn: InTurn): Promise<Answer> {
  const { method, url } = request
  if (method === 'GET' && url === '/observe') return { status: 200, body: control.gateway.observe() }
  const isQuestion = method === 'POST' && url === '/observe'
  if (!isQuestion && (method !== 'PUT' || url !== '/page'))
    return { status: 404, body: { because: 'there are PUT /page, GET and POST /observe, and GET /watch' } }
  const text = await readBody(request)
  if (text === undefined) return { status: 413, body: { because: 'a page has at most 8 MiB' } }
  if (isQuestion) return answerQuestion(text, control.gateway)
  const page = parse(GatewayPage, text)
  if (typeof page === 'string') return { status: 400, body: { because: page } }
  return inTurn(async () => {
    await control.gateway.apply(page)
    const isNew = await control.lastPage.write(page)
    if (isNew) control.log.info('a new page', { routes: page.routes.length })
    return { status: 204 }
  })
}

function answerQuestion(text: string, gateway: Gateway): Answer {
  const question = parse(GatewayQuestion, text)
  if (typeof question === 'string') return { status: 400, body: { because: question } }
  gateway.tellKernel(question.kernel)
  return { status: 200, body: gateway.observe() }
}

/** What the text says, or in words why it says nothing of that kind. */
function parse<Kind>(kind: z.ZodType<Kind>, text: string): Kind | string {
  try {
    const parsed = kind.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : z.prettifyError(parsed.error)
  } catch (error) {
    return `it is not JSON: ${sentence(error)}`
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > longestPage) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const isTooLong = status === 413
  response.writeHead(status, { 'content-type': 'application/json', ...(isTooLong ? { connection: 'close' } : {}) })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** Whether a living process listens there; a socket that a killed one left behind refuses. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
