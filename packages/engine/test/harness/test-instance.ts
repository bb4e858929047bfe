import { randomBytes } from 'node:crypto'
import { chown, readFile, rename, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineDescriptor } from '@holdfast/engine'
import { newId } from '@holdfast/shared/ids'
import { scramVerifier } from '@holdfast/shared/scram'
import type { InstancePage, ManagerObservation, PageAccess } from '@holdfast/shared/state/instance-page'
import { GiB, MiB } from '@holdfast/shared/units'
import Docker from 'dockerode'
import { aPage } from './a-page.ts'
import { type TestAuthority, testAuthority } from './certificates.ts'
import { containerOptions } from './container.ts'
import { engineImage } from './engine-image.ts'
import { type TestVolume, testVolume } from './test-volume.ts'

const docker = new Docker()

export interface TestInstanceOptions {
  /** Anything of the page that the test cares about. */
  readonly page?: Partial<InstancePage>
  /** Puts the volume on an ext4 image of this size. */
  readonly volumeBytes?: number
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A real instance in a real container, on a volume of its own. Whoever makes one removes it. */
export class TestInstance {
  readonly engine: EngineDescriptor
  readonly volume: TestVolume
  readonly authority: TestAuthority
  readonly passwords: Record<string, string> = {}
  page: InstancePage
  container: Docker.Container | undefined
  port = 0

  constructor(parts: { engine: EngineDescriptor; volume: TestVolume; authority: TestAuthority; page: InstancePage }) {
    this.engine = parts.engine
    this.volume = parts.volume
    this.authority = parts.authority
    this.page = parts.page
  }

  /** Writes a file as the agent does: whole, owned by the engine's user. */
  async write(path: string, content: string): Promise<void> {
    const file = join(this.volume.path, path)
    const { uid, gid } = this.engine.volume.owner
    await writeFile(`${file}.test`, content, { mode: 0o600 })
    await chown(`${file}.test`, uid, gid)
    await rename(`${file}.test`, file)
  }

  read = (path: string): Promise<string> => readFile(join(this.volume.path, path), 'utf8')

  async writePage(change: Partial<InstancePage> = {}): Promise<void> {
    this.page = { ...this.page, ...change }
    await this.write('conf/instance.json', JSON.stringify(this.page))
  }

  /** Gives each login a new password; the page's versions grow so that its hash changes. */
  async writePasswords(names: readonly string[] = Object.keys(this.page.logins)): Promise<void> {
    const logins = { ...this.page.logins }
    for (const name of names) {
      this.passwords[name] = randomBytes(12).toString('base64url')
      logins[name] = (logins[name] ?? 0) + 1
    }
    const verifiers = Object.entries(this.passwords).map(([name, password]) => [name, scramVerifier(password)])
    await this.write('run/logins.json', JSON.stringify(Object.fromEntries(verifiers)))
    await this.writePage({ logins })
  }

  /** What is wished inside the engine; a login that has no password yet gets one. */
  async writeAccess(access: PageAccess): Promise<void> {
    const logins = access.roles.flatMap((role) => Object.keys(role.logins))
    for (const name of logins) this.passwords[name] ??= randomBytes(12).toString('base64url')
    this.page = { ...this.page, access }
    await this.writePasswords([])
  }

  async writeCertificate(): Promise<void> {
    const { certificate, key } = await this.authority.issue(['localhost'])
    await this.write('run/server.key', key)
    await this.write('run/server.crt', certificate)
    await this.write('run/ca.crt', this.authority.ca)
    await this.writePage({ certificateHash: randomBytes(32).toString('hex') })
  }

  async createContainer(): Promise<Docker.Container> {
    const spec = this.engine.container({
      image: await engineImage(this.engine),
      cpus: this.page.cpus,
      memoryBytes: this.page.memoryBytes,
      volumePath: this.volume.path,
      controlPath: this.volume.control,
      labels: { 'holdfast.test': 'engine' },
    })
    const name = `holdfast-engine-${randomBytes(4).toString('hex')}`
    return docker.createContainer({ name, ...containerOptions(spec, this.engine.port) })
  }

  /** Starts a container on the volume; an older one of this instance is removed first. */
  async start(): Promise<void> {
    await this.container?.remove({ force: true })
    this.container = await this.createContainer()
    await this.container.start()
    const { NetworkSettings } = await this.container.inspect()
    this.port = Number(NetworkSettings.Ports[`${this.engine.port}/tcp`]?.[0]?.HostPort)
  }

  control(method: string, path: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const asking = request({ socketPath: join(this.volume.control, 'control.sock'), method, path }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString('utf8')) }),
      )
    })
    asking.once('error', reject)
    asking.end()
    return promise
  }

  observe = async (): Promise<ManagerObservation> => (await this.control('GET', '/observe')).body as ManagerObservation

  /** Waits until the observation satisfies `is`; fails with the newest one. */
  async until(is: (seen: ManagerObservation) => boolean, seconds = 30): Promise<ManagerObservation> {
    const deadline = Date.now() + seconds * 1000
    let seen: ManagerObservation | undefined
    while (Date.now() < deadline) {
      seen = await this.observe().catch(() => undefined)
      if (seen && is(seen)) return seen
      await sleep(25)
    }
    throw new Error(`not within ${seconds} s; the newest observation: ${JSON.stringify(seen)}\n${await this.log()}`)
  }

  untilRunning = (): Promise<ManagerObservation> => this.until((seen) => seen.health === 'running')

  /** Runs a program inside the container as its user; gives its exit status and output. */
  async exec(...command: string[]): Promise<{ status: number; output: string }> {
    if (!this.container) throw new Error('there is no container')
    const exec = await this.container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true })
    const stream = await exec.start({ Tty: true })
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    await new Promise((ended) => stream.once('end', ended))
    const { ExitCode } = await exec.inspect()
    return { status: ExitCode ?? -1, output: Buffer.concat(parts).toString('utf8') }
  }

  async log(): Promise<string> {
    const log = await this.container?.logs({ stdout: true, stderr: true, tail: 60 })
    return log ? log.toString('utf8') : ''
  }

  async remove(): Promise<void> {
    await this.container?.remove({ force: true })
    await this.volume.remove()
  }
}

/** A prepared volume with page, passwords and certificate; no container yet. */
export async function aTestInstance(
  engine: EngineDescriptor,
  options: TestInstanceOptions = {},
): Promise<TestInstance> {
  const names = engine.names('shop')
  const page = aPage({
    instanceId: newId('in') as InstancePage['instanceId'],
    databaseId: newId('db') as InstancePage['databaseId'],
    engine: engine.family,
    version: engine.defaultVersion,
    memoryBytes: 512 * MiB,
    storageBytes: options.volumeBytes ?? 10 * GiB,
    connectionLimit: 50,
    databaseName: names.database,
    ownerRole: names.ownerRole,
    logins: Object.fromEntries(names.logins.map((name) => [name, 0])),
    ...options.page,
  })
  const volume = await testVolume(engine, options.volumeBytes)
  const instance = new TestInstance({ engine, volume, authority: await testAuthority(), page })
  await instance.writeCertificate()
  await instance.writePasswords()
  return instance
}
