import { X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HostId } from '@holdfast/shared/ids'
import { z } from 'zod'
import { writeFileSafely } from '../host/write-file-safely.ts'

const IdentityFile = z.object({
  hostId: HostId,
  privateKey: z.string(),
  certificate: z.string(),
  ca: z.string(),
  releaseKey: z.string(),
  links: z.array(z.string()).min(1),
})

/** Who this host is: won by joining, kept in one file (0600), so that key and certificate always belong together. */
export type Identity = z.infer<typeof IdentityFile>

const fileOf = (directory: string): string => join(directory, 'identity.json')

export async function findIdentity(directory: string): Promise<Identity | undefined> {
  try {
    return IdentityFile.parse(JSON.parse(await readFile(fileOf(directory), 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

export async function saveIdentity(directory: string, identity: Identity): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await writeFileSafely({ path: fileOf(directory), content: JSON.stringify(identity) })
}

/** The moment at which two thirds of a certificate's life are over, in milliseconds since 1970. */
export function renewalMoment(certificatePem: string): number {
  const certificate = new X509Certificate(certificatePem)
  const from = Date.parse(certificate.validFrom)
  const to = Date.parse(certificate.validTo)
  return from + ((to - from) * 2) / 3
}
