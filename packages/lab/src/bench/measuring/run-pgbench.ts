import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type PgbenchRun = {
  image: string
  url: string
  rootCertificate: string
  args: readonly string[]
  /** Of its container. */
  name?: string
}

/** pgbench of the engine image on the host's own network, verified against the platform's CA. Returns what it said. */
export async function runPgbench({ image, url, rootCertificate, args, name }: PgbenchRun): Promise<string> {
  const given = new URL(url)
  const password = decodeURIComponent(given.password)
  given.password = ''
  given.searchParams.set('sslrootcert', '/ca.pem')
  const mount = `type=bind,source=${rootCertificate},target=/ca.pem,readonly`
  const { stdout } = await run(
    'docker',
    [
      'run',
      '--rm',
      ...(name ? ['--name', name] : []),
      '--network',
      'host',
      '--mount',
      mount,
      '-e',
      'PGPASSWORD',
      '--entrypoint',
      'pgbench',
      image,
      ...args,
      given.href,
    ],
    { env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', PGPASSWORD: password } },
  )
  return stdout
}

/** Transactions per second without the time to connect. */
export function readTps(text: string): number {
  const tps = /^tps = ([\d.]+) \(without initial connection time\)/m.exec(text)?.[1]
  if (!tps) throw new Error(`pgbench said no figure:\n${text}`)
  return Number(tps)
}
