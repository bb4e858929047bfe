import type Docker from 'dockerode'

const LINES = 15
const HEADER_BYTES = 8

/** Docker puts eight bytes before every piece of a log: the stream's number and, in the last four, the length. */
export const textOfLog = (log: Buffer): string => {
  const pieces: Buffer[] = []
  for (let at = 0; at + HEADER_BYTES <= log.length; ) {
    const end = at + HEADER_BYTES + log.readUInt32BE(at + 4)
    pieces.push(log.subarray(at + HEADER_BYTES, end))
    at = end
  }
  return Buffer.concat(pieces).toString('utf8').trim()
}

const lastLines = async (docker: Docker, name: string): Promise<string> => {
  try {
    const options = { stdout: true, stderr: true, tail: LINES, follow: false } as const
    return textOfLog(await docker.getContainer(name).logs(options))
  } catch {
    return 'its log cannot be read'
  }
}

/** Waits for something a container must do; when it does not, the error ends with what the container itself says. */
export const orShowLog = async <T>(docker: Docker, name: string, work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${reason}\nThe last lines of ${name}:\n${await lastLines(docker, name)}`)
  }
}
