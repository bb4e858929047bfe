import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineImage } from './engine-image.ts'
import { runDocker } from './run-docker.ts'

export type PostgresContainer = {
  target: { host: string; port: number }
  /** File with the certificate that `verify-full` must be given. */
  rootCertificate: string
  password: string
  image: string
  /** Fast shutdown, as an ordered restart does. */
  stop: () => Promise<void>
  start: () => Promise<void>
  kill: () => Promise<void>
  isReady: () => Promise<boolean>
  log: () => Promise<string>
  remove: () => Promise<void>
}

const data = '/tmp/pg'
const script = `
set -e
if [ ! -d ${data} ]; then
  printf %s "$PASSWORD" > /tmp/password
  initdb -D ${data} -A scram-sha-256 --pwfile=/tmp/password -U postgres >/dev/null
  openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=localhost \\
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1$NAMES -keyout ${data}/server.key -out ${data}/server.crt 2>/dev/null
  chmod 0600 ${data}/server.key
  echo 'hostssl all all all scram-sha-256' > ${data}/pg_hba.conf
fi
rm -f ${data}/postmaster.pid
exec postgres -D ${data} -c listen_addresses='*' -c ssl=on -c unix_socket_directories=/tmp -c max_connections=50
`

/** A real PostgreSQL 17 from the engine image on a network of its own, TLS and scram only, at an address that survives restarts; its certificate carries `names` too. */
export async function startPostgres(names: readonly string[] = []): Promise<PostgresContainer> {
  const name = `hf-gw-${randomBytes(4).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  const image = await engineImage()
  const directory = await mkdtemp(join(tmpdir(), 'hf-gw-'))
  const host = await makeNetwork(name)
  await runDocker(
    ...['run', '-d', '--name', name, '--network', name, '--ip', host, '--stop-signal', 'SIGINT', '--memory', '512m'],
    ...[
      '-e',
      `PASSWORD=${password}`,
      '-e',
      `NAMES=${names.map((it) => `,DNS:${it}`).join('')}`,
      '--entrypoint',
      'sh',
      image,
      '-c',
      script,
    ],
  )
  const isReady = () =>
    runDocker('exec', name, 'pg_isready', '-q', '-h', '127.0.0.1').then(
      () => true,
      () => false,
    )
  const rootCertificate = join(directory, 'root.crt')
  for (let n = 0; !(await isReady()); n++) {
    if (n > 200) throw new Error(`PostgreSQL did not start: ${await runDocker('logs', name)}`)
    await sleep(50)
  }
  await writeFile(rootCertificate, await runDocker('exec', name, 'cat', `${data}/server.crt`))
  return {
    target: { host, port: 5432 },
    rootCertificate,
    password,
    image,
    isReady,
    stop: async () => void (await runDocker('stop', name)),
    start: async () => void (await runDocker('start', name)),
    kill: async () => void (await runDocker('kill', name)),
    log: () => runDocker('logs', name),
    remove: async () => {
      await runDocker('rm', '-fv', name)
      await runDocker('network', 'rm', name)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A /29 of its own, as the agent gives one to each database; another try when somebody has it already. */
async function makeNetwork(name: string): Promise<string> {
  for (let n = 0; ; n++) {
    const block = `10.212.${randomInt(256)}`
    const low = randomInt(32) * 8
    try {
      await runDocker('network', 'create', '--internal', '--subnet', `${block}.${low}/29`, name)
      return `${block}.${low + 2}`
    } catch (error) {
      if (n === 5) throw error
    }
  }
}
