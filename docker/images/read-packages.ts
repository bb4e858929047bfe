import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'

/** Debian packages of an image with their versions, `{"postgresql-17": "17.11-0+deb13u1"}`. */
export type PackageList = Record<string, string>

/** Pure half: `dpkg-query` output, one `name<TAB>version` a line. */
export const parsePackages = (text: string): PackageList =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split('\t'))
      .flatMap(([name, version]) => (name && version ? [[name, version]] : [])),
  )

const collect = (stream: PassThrough): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })

/** Asks the image itself what was installed; nothing of the answer is guessed from the Dockerfile. */
export const readPackages = async (docker: Docker, imageId: string): Promise<PackageList> => {
  const container = await docker.createContainer({
    Image: imageId,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is dpkg-query's own syntax
    Entrypoint: ['dpkg-query', '-W', '-f', '${Package}\\t${Version}\\n'],
    Cmd: [],
    HostConfig: { NetworkMode: 'none' },
    Tty: false,
  })
  try {
    const attached = await container.attach({ stream: true, stdout: true, stderr: true })
    const stdout = new PassThrough()
    docker.modem.demuxStream(attached, stdout, new PassThrough())
    attached.on('end', () => stdout.end())
    const text = collect(stdout)
    await container.start()
    const { StatusCode } = await container.wait()
    if (StatusCode !== 0) throw new Error(`The package list of ${imageId} could not be read (exit ${StatusCode}).`)
    return parsePackages(await text)
  } finally {
    await container.remove({ force: true })
  }
}
