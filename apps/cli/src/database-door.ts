import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { networkProblem } from '@holdfast/shared/client/api-problem'
import type { Context } from './command.ts'

/** The installation's CA certificate as a file on this machine: fetched once more each time, since it may have been renewed. */
async function fetchCa(context: Context): Promise<string> {
  const answer = await fetch(new URL('/v1/ca.pem', context.url))
  if (!answer.ok) throw networkProblem(`the CA certificate could not be fetched: ${answer.status}`)
  const file = join(context.config.folder, `${new URL(context.url).host.replace(/[^a-z0-9.-]/gi, '_')}-ca.pem`)
  await mkdir(context.config.folder, { recursive: true, mode: 0o700 })
  await writeFile(file, await answer.text())
  return file
}

/** A connection string whose CA certificate this machine can read: the installation's own file, or a copy fetched now. */
export async function withReadableCa(context: Context, url: string): Promise<string> {
  // Not as a URL object: that knows no list of hosts.
  const [, named = ''] = /[?&]sslrootcert=([^&]*)/.exec(url) ?? []
  const isHere = await access(decodeURIComponent(named)).then(
    () => true,
    () => false,
  )
  if (isHere) return url
  const file = await fetchCa(context)
  return url.replace(/sslrootcert=[^&]*/, () => `sslrootcert=${encodeURI(file)}`)
}
