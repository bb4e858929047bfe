import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { hostname } from 'node:os'
import { ProblemDocument } from '@holdfast/shared/problems/problem-document'
import { JoinReply, type JoinRequest } from '@holdfast/shared/state/link'
import { requestCertificate } from './certificate-request.ts'
import type { Identity } from './identity.ts'
import { fetchPinnedCa } from './pinned-ca.ts'

export interface JoinWishes {
  readonly url: string
  readonly tokenFile: string | undefined
  readonly caFile: string | undefined
  readonly caPin: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly agentVersion: string
}

const timeoutMs = 15_000
const largestReply = 256 * 1024

/** Buys the host's identity with the single-use token. Throws a sentence that says what to mend. */
export async function joinPlatform(wishes: JoinWishes): Promise<Identity> {
  if (!wishes.tokenFile) throw new Error('this host has not joined yet: HOLDFAST_JOIN_TOKEN_FILE names no token')
  const token = (await readFile(wishes.tokenFile, 'utf8')).trim()
  const url = new URL('/agent/join', wishes.url)
  const ca = await platformCa(wishes, url)
  const { privateKey, csr } = await requestCertificate({ commonName: hostname().slice(0, 64) })
  const { agentVersion, labels } = wishes
  const body: JoinRequest = { token, csr, hostname: hostname(), agentVersion, labels: { ...labels } }
  const reply = JoinReply.parse(await post(url, ca, JSON.stringify(body)))
  const { hostId, certificate, releaseKey, links } = reply
  return { hostId, privateKey, certificate, ca: reply.ca, releaseKey, links }
}

async function platformCa(wishes: JoinWishes, url: URL): Promise<string> {
  if (wishes.caFile) return readFile(wishes.caFile, 'utf8')
  if (wishes.caPin) return fetchPinnedCa(url, wishes.caPin)
  throw new Error('neither HOLDFAST_CA_FILE nor HOLDFAST_JOIN_CA_PIN says whom to trust')
}

function post(url: URL, ca: string, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const call = request(url, { method: 'POST', ca, headers, timeout: timeoutMs, agent: false }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => {
        text += part
        if (text.length > largestReply) call.destroy(new Error('the reply to the join request is too large'))
      })
      reply.on('end', () => {
        if (reply.statusCode && reply.statusCode < 300) resolve(parseJson(text))
        else reject(new Error(refusal(reply.statusCode, text)))
      })
    })
    call.on('timeout', () => call.destroy(new Error(`${url.host} did not answer within ${timeoutMs} ms`)))
    call.on('error', reject)
    call.end(body)
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusal(status: number | undefined, text: string): string {
  const problem = ProblemDocument.safeParse(parseJson(text))
  return problem.success ? `${problem.data.detail} ${problem.data.remedy}` : `joining was refused with ${status}`
}
