import { request } from 'node:https'
import type { Door, Identity } from './link-peer.ts'

export interface DoorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface DoorQuestion {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whose certificate is shown; nobody's when absent. */
  readonly identity?: Identity
}

/** A GET at the agents' door. */
export const askDoor = (house: Door, { path, headers = {}, identity }: DoorQuestion): Promise<DoorAnswer> =>
  new Promise((resolve, reject) => {
    const shown = identity ? { key: identity.key, cert: identity.certificate } : {}
    const where = { host: '127.0.0.1', port: house.link?.port ?? 0, path, ca: house.authority.root }
    const call = request({ ...where, ...shown, headers, agent: false }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('error', reject)
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) }),
      )
    })
    call.on('error', reject)
    call.end()
  })
