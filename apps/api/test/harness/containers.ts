import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const docker = async (...words: string[]): Promise<string> => (await run('docker', words)).stdout.trim()

/** The newest image that this repository built for this part. */
export async function findImage(part: string): Promise<string> {
  const [image] = (await docker('images', '-q', '--filter', `reference=holdfast/${part}`)).split('\n')
  if (!image) throw new Error(`There is no image of ${part}; \`node docker/images-cli.ts ${part}\` builds it.`)
  return image
}

/** A port of the loopback that nobody uses. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

export interface ContainerWanted {
  part: string
  image: string
  port: number
  innerPort: number
  /** Further words for `docker run`, then the command for the container's shell. */
  options: string[]
  command: string
}

/** Starts a container that ends by itself after half an hour, should its test be killed. */
export async function startContainer({
  part,
  image,
  port,
  innerPort,
  options,
  command,
}: ContainerWanted): Promise<string> {
  const name = `hf-test-${randomBytes(5).toString('hex')}-${part}`
  await docker(
    ...['run', '-d', '--rm', '--name', name, '--label', 'holdfast.installation=hf-test', ...options],
    ...['-p', `127.0.0.1:${port}:${innerPort}`, '--entrypoint', '/bin/sh', image, '-c', command],
  )
  return name
}

/** Tries until it works; the last failure is thrown after `seconds`. */
export async function eventually<T>(attempt: () => Promise<T>, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
