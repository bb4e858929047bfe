import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { GatewayPage } from '@holdfast/shared/state/gateway-page'

const program = fileURLToPath(new URL('../../../../../apps/agent/src/gateway/main.ts', import.meta.url))

/** The gateway's own program with one route and nobody else's clients: what comes through its process, and nothing by the kernel. */
export interface OwnGateway {
  readonly port: number
  /** Memory that the process keeps in use, in bytes. */
  memory(): Promise<number>
  close(): Promise<void>
}

export async function startOwnGateway(
  databaseId: GatewayPage['routes'][number]['databaseId'],
  target: { host: string; port: number },
): Promise<OwnGateway> {
  const home = await mkdtemp(join(tmpdir(), 'hf-bench-gateway-'))
  const child = spawn(process.execPath, [program], {
    env: { HOLDFAST_HOME: home, HOLDFAST_LOG_LEVEL: 'error' },
    stdio: 'inherit',
  })
  const close = async () => {
    await ended(child)
    await rm(home, { recursive: true, force: true })
  }
  try {
    const port = await freePort()
    const route = { databaseId, port, target, hold: true, because: 'it is measured' }
    const page: GatewayPage = {
      bindAddresses: ['127.0.0.1'],
      routes: [{ ...route, allowedNetworks: ['127.0.0.0/8'], connectionLimit: 10_000 }],
    }
    await bring(join(home, 'run/gateway/gateway.sock'), page)
    return { port, memory: () => residentOf(child.pid ?? 0), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Gives it its page as soon as it listens. */
async function bring(socketPath: string, page: GatewayPage): Promise<void> {
  for (const deadline = performance.now() + 30_000; ; await sleep(50))
    try {
      return await put(socketPath, JSON.stringify(page))
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
}

const put = (socketPath: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, method: 'PUT', path: '/page' }, (reply) => {
      reply
        .resume()
        .once('end', () => (reply.statusCode === 204 ? resolve() : reject(new Error('the page was refused'))))
    })
    asked.once('error', reject)
    asked.end(body)
  })

async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1_024
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
