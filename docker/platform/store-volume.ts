import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultEngine } from '@holdfast/engine'
import { newId } from '@holdfast/shared/ids'
import { scramVerifier, verifyScram } from '@holdfast/shared/scram'
import { InstancePage } from '@holdfast/shared/state/instance-page'
import type { Installation } from '../installation.ts'
import { readSecret } from './secrets.ts'
import { isFresh, makeStoreCertificate } from './store-certificate.ts'
import { storeDatabase, storeHost, storeLogins, storeOwner, storePaths } from './store-place.ts'
import { writeFile } from './write-file.ts'

const GiB = 1024 ** 3

/** The control plane's books are small; this is what the largest lists of a hundred hosts need. */
export const storeSize = { cpus: 1, memoryBytes: 1 * GiB, storageBytes: 10 * GiB, connectionLimit: 100 } as const

const { owner, folders } = defaultEngine.volume

const ensureFolders = (installation: Installation) => {
  const { volume, control } = storePaths(installation)
  for (const path of [volume, control, ...folders.map((folder) => join(volume, folder))]) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o700)
    chownSync(path, owner.uid, owner.gid)
  }
}

const readIfThere = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Certificate and key, renewed in time; gives the certificate's text. */
const ensureCertificate = async (installation: Installation): Promise<string> => {
  const paths = storePaths(installation)
  const host = storeHost(installation)
  const present = readIfThere(paths.serverCertificate)
  if (existsSync(paths.ca) && isFresh(present, host, new Date())) return present
  const made = await makeStoreCertificate(host, new Date())
  writeFile({ path: paths.serverKey, content: made.key, mode: 0o600, owner: owner.uid })
  writeFile({ path: paths.serverCa, content: made.ca, mode: 0o644, owner: owner.uid })
  writeFile({ path: paths.ca, content: made.ca, mode: 0o644, owner: owner.uid })
  writeFile({ path: paths.serverCertificate, content: made.certificate, mode: 0o644, owner: owner.uid })
  return made.certificate
}

/** The verifier is salted at random, so an existing one stays as long as it fits the password. */
const ensureLogin = (installation: Installation): boolean => {
  const { logins } = storePaths(installation)
  const password = readSecret(installation, 'store-migrate.password')
  const present = readIfThere(logins)
  const verifier = present ? (JSON.parse(present) as Record<string, string>)[storeLogins.migrate] : undefined
  if (verifier && verifyScram(password, verifier)) return false
  const content = JSON.stringify({ [storeLogins.migrate]: scramVerifier(password) })
  return writeFile({ path: logins, content, mode: 0o600, owner: owner.uid })
}

const presentPage = (path: string): InstancePage | undefined => {
  const parsed = InstancePage.safeParse(JSON.parse(readIfThere(path) || 'null'))
  return parsed.success ? parsed.data : undefined
}

/**
 * Prepares the store's volume as an agent prepares an instance's: folders, certificate, login and page. Says which
 * page is wanted now and whether anything that a running instance manager must read again has changed.
 */
export const ensureStoreVolume = async (installation: Installation): Promise<InstancePage> => {
  const { page: path } = storePaths(installation)
  ensureFolders(installation)
  const certificate = await ensureCertificate(installation)
  const isLoginNew = ensureLogin(installation)
  const present = presentPage(path)
  const loginVersion = (present?.logins[storeLogins.migrate] ?? 0) + (isLoginNew || !present ? 1 : 0)
  const page: InstancePage = {
    v: 1,
    instanceId: present?.instanceId ?? newId('in'),
    databaseId: present?.databaseId ?? newId('db'),
    engine: defaultEngine.family,
    version: present?.version ?? defaultEngine.defaultVersion,
    role: 'primary',
    epoch: 1,
    ...storeSize,
    restarts: present?.restarts ?? 0,
    databaseName: storeDatabase,
    ownerRole: storeOwner,
    logins: { [storeLogins.migrate]: loginVersion },
    certificateHash: createHash('sha256').update(certificate).digest('hex'),
    settings: {},
  }
  writeFile({ path, content: JSON.stringify(page), mode: 0o600, owner: owner.uid })
  return page
}
