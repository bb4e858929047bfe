import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const Credentials = z.object({ url: z.string(), token: z.string() })
export type Credentials = z.infer<typeof Credentials>

const fileIn = (folder: string) => join(folder, 'credentials.json')

/** What `holdfast login` kept, or undefined. */
export async function readCredentials(folder: string): Promise<Credentials | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Credentials.parse(JSON.parse(text))
}

/** Replaces the credentials; the file is readable by its owner only. */
export async function saveCredentials(folder: string, credentials: Credentials): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const fresh = `${fileIn(folder)}.new`
  await writeFile(fresh, JSON.stringify(credentials), { mode: 0o600 })
  await rename(fresh, fileIn(folder))
}
