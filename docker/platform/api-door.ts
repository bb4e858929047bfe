import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Installation } from '../installation.ts'
import { waitUntil } from './wait-until.ts'
import { writeFile } from './write-file.ts'

interface Answer {
  status: number
  body: string
}

const ANSWER_WITHIN_MS = 5_000

/**
 * A GET on the api of this very machine. The certificate is not checked: the address is this machine's own, what is
 * asked for is public, and before the first answer there is no CA to check with.
 */
const get = (installation: Installation, path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { localAddress: host, settings, speaksTls } = installation
    const options = { host, port: settings.HOLDFAST_PORT, path, timeout: ANSWER_WITHIN_MS, rejectUnauthorized: false }
    const asked = (speaksTls ? requestHttps : requestHttp)(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }))
    })
    asked.on('timeout', () => asked.destroy(new Error(`GET ${path} was not answered in time`)))
    asked.on('error', reject)
    asked.end()
  })

export const awaitApi = (installation: Installation): Promise<void> =>
  waitUntil({ what: 'The api', withinSeconds: 90 }, async () => {
    const { status, body } = await get(installation, '/readyz')
    return status === 200 ? { value: undefined } : `it answers ${status} ${body.slice(0, 300)}`
  })

/** Puts the platform's CA where connection strings of this machine look for it. */
export const writeCa = async (installation: Installation): Promise<void> => {
  const { status, body } = await get(installation, '/v1/ca.pem')
  if (status !== 200 || !body.includes('BEGIN CERTIFICATE')) {
    throw new Error(`The api gave no CA certificate (${status}): ${body.slice(0, 300)}`)
  }
  writeFile({ path: installation.paths.ca, content: body, mode: 0o644, owner: 0 })
}

/** How many hosts an answer of `/healthz` calls connected. */
export const connectedHosts = (body: string): number => {
  const { hosts } = JSON.parse(body) as { hosts?: { connected?: number } }
  return hosts?.connected ?? 0
}

/** Waits until so many hosts have joined and are connected. */
export const awaitHosts = (installation: Installation, count: number): Promise<void> =>
  waitUntil({ what: count === 1 ? 'The agent' : `${count} agents`, withinSeconds: 60 }, async () => {
    const { status, body } = await get(installation, '/healthz')
    if (status !== 200) return `the api answers ${status} ${body.slice(0, 300)}`
    const connected = connectedHosts(body)
    return connected >= count ? { value: undefined } : `${connected} of ${count} have joined`
  })

/** Whether nobody has used the setup code yet. */
export const needsSetup = async (installation: Installation): Promise<boolean> => {
  const { status, body } = await get(installation, '/v1/installation')
  if (status !== 200) return false
  return (JSON.parse(body) as { needsSetup?: boolean }).needsSetup === true
}
