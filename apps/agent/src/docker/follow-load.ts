import type { Readable } from 'node:stream'

const mostTold = 64 * 1024

/** Reads what Docker tells of a load to its end; throws what went wrong. */
export async function followLoad(told: Readable): Promise<void> {
  let text = ''
  for await (const part of told.setEncoding('utf8')) text = (text + part).slice(-mostTold)
  const lines = text.split('\n').map(readLine)
  const failure = lines.find((line) => line?.error !== undefined)
  if (failure) throw new Error(`Docker could not load the image: ${String(failure.error).slice(0, 500)}`)
}

function readLine(line: string): { error?: unknown } | undefined {
  try {
    return JSON.parse(line) as { error?: unknown }
  } catch {
    // The first line may have lost its beginning; the last one is empty.
    return undefined
  }
}
