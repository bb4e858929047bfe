import { type ChildProcess, spawn } from 'node:child_process'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DatabaseId, newId } from '@holdfast/shared/ids'
import {
  GatewayObservation,
  type GatewayPage,
  type GatewayRoute,
  type ObservedSharedPort,
} from '@holdfast/shared/state/gateway-page'
import type { ObservedEndpoint } from '@holdfast/shared/state/observed'

export const gatewayProgram = fileURLToPath(new URL('../../src/gateway/main.ts', import.meta.url))
const unprivileged = { uid: 7400, gid: 7400 }

export type GatewayProcess = {
  home: string
  /** Sends raw text, for pages that are none. */
  send: (method: string, path: string, body?: string) => Promise<{ status: number; text: string }>
  put: (...routes: GatewayRoute[]) => Promise<void>
  putPage: (page: GatewayPage) => Promise<void>
  observe: () => Promise<ObservedEndpoint[]>
  observeSharedPorts: () => Promise<ObservedSharedPort[]>
  log: () => string
  start: () => Promise<void>
  stop: (signal?: NodeJS.Signals) => Promise<number | null>
  remove: () => Promise<void>
}

/** The gateway as its own unprivileged process in a home of its own. */
export async function startGateway(): Promise<GatewayProcess> {
  const home = await makeHome()
  const send = sendOver(join(home, 'run/gateway/gateway.sock'))
  const ask = async () => GatewayObservation.parse(JSON.parse((await send('GET', '/observe')).text))
  const observe = async () => (await ask()).endpoints
  const putPage = async (page: GatewayPage) => {
    const { status, text } = await send('PUT', '/page', JSON.stringify(page))
    if (status !== 204) throw new Error(`the page was answered ${status}: ${text}`)
  }
  const life = runProgram(home, () => observe())
  await life.start()
  return {
    home,
    send,
    observe,
    observeSharedPorts: async () => (await ask()).sharedPorts ?? [],
    putPage,
    put: (...routes) => putPage({ bindAddresses: ['127.0.0.1'], routes }),
    ...life,
    remove: async () => {
      await life.stop('SIGKILL')
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'hf-gateway-'))
  for (const path of ['', 'run', 'run/gateway', 'gateway']) {
    await mkdir(join(home, path), { recursive: true, mode: 0o750 })
    await chown(join(home, path), unprivileged.uid, unprivileged.gid)
  }
  return home
}

const sendOver =
  (socketPath: string): GatewayProcess['send'] =>
  (method, path, body) =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath, method, path }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
      asked.on('error', reject)
      asked.end(body)
    })

function runProgram(home: string, ask: () => Promise<unknown>): Pick<GatewayProcess, 'start' | 'stop' | 'log'> {
  let child: ChildProcess | undefined
  let log = ''
  const keep = (chunk: Buffer) => {
    log += chunk
  }
  const isUp = () =>
    ask().then(
      () => true,
      () => false,
    )
  return {
    log: () => log,
    start: async () => {
      child = spawn(process.execPath, [gatewayProgram], { env: { HOLDFAST_HOME: home }, ...unprivileged })
      child.stdout?.on('data', keep)
      child.stderr?.on('data', keep)
      for (let n = 0; !(await isUp()); n++) {
        if (n > 200 || child.exitCode !== null) throw new Error(`the gateway did not start: ${log}`)
        await sleep(50)
      }
    },
    stop: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        if (!child || child.exitCode !== null || child.signalCode !== null) return resolve(child?.exitCode ?? null)
        child.once('exit', resolve)
        child.kill(signal)
      }),
  }
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

export const aRoute = (changes: Partial<GatewayRoute> & Pick<GatewayRoute, 'port' | 'target'>): GatewayRoute => ({
  databaseId: DatabaseId.parse(newId('db')),
  hold: true,
  because: 'the instance is starting',
  allowedNetworks: ['127.0.0.0/8'],
  connectionLimit: 20,
  ...changes,
})
