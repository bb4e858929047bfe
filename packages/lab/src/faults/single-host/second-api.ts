import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Installed, listParts } from './parts.ts'

/** The ports of a throw-away platform's own replica lie below. */
const above = 2_000

const withinMs = 90_000

/** Runs a second replica of the api over the same store, and leads the agent to both. Answers its origin. */
export async function startSecondApi(installed: Installed, environment: NodeJS.ProcessEnv): Promise<string> {
  const port = Number(environment.HOLDFAST_PORT) + above
  const linkPort = Number(environment.HOLDFAST_LINK_PORT) + above
  const { docker, name } = installed
  const { Config, HostConfig, NetworkSettings } = await docker.getContainer(`${name}-api`).inspect()
  const [network = ''] = Object.keys(NetworkSettings.Networks)
  const own: Record<string, string> = {
    HOLDFAST_PORT: String(port),
    HOLDFAST_LINK_PORT: String(linkPort),
  }
  const { Hostname: _hostname, ...rest } = Config
  const published = Object.values(own).map((port) => `${port}/tcp`)
  const bindings = published.map((key) => [key, [{ HostIp: '127.0.0.1', HostPort: key.replace('/tcp', '') }]])
  const container = await docker.createContainer({
    ...rest,
    name: `${name}-api-2`,
    Env: Config.Env.map((line) => {
      const key = line.split('=', 1)[0] ?? ''
      return key in own ? `${key}=${own[key]}` : line
    }),
    ExposedPorts: Object.fromEntries(published.map((key) => [key, {}])),
    HostConfig: { ...HostConfig, PortBindings: Object.fromEntries(bindings) },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [`${name}-api-2`] } } },
  })
  await container.start()
  const url = `http://127.0.0.1:${port}`
  await until(`${url}/readyz`, (status) => status === 200)
  await leadAgentTo(installed, `wss://127.0.0.1:${linkPort}/agent/link`)
  await until(`${url}/healthz`, (_status, body) => /"connected":\s*[1-9]/.test(body))
  return url
}

/** A host learns the replicas when it joins; this one was not there yet. */
async function leadAgentTo(installed: Installed, link: string): Promise<void> {
  const path = join(installed.home, 'agent', 'identity.json')
  const identity = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...identity, links: [...identity.links, link] }), { mode: 0o600 })
  const [agent] = await listParts(installed, 'agent')
  if (agent) await installed.docker.getContainer(agent.id).restart()
}

async function until(url: string, isSo: (status: number, body: string) => boolean): Promise<void> {
  for (const end = Date.now() + withinMs; ; await sleep(200)) {
    const seen = await fetch(url).then(
      async (response) => ({ status: response.status, body: await response.text() }),
      (error: Error) => ({ status: 0, body: error.message }),
    )
    if (isSo(seen.status, seen.body)) return
    if (Date.now() > end) throw new Error(`${url} answers ${seen.status} ${seen.body.slice(0, 500)}`)
  }
}
