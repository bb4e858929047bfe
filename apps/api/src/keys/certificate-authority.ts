import { X509Certificate } from 'node:crypto'
import { Problem } from '@holdfast/shared/problems/problem'
import {
  asPublicKey,
  exportKey,
  type Issued,
  importKey,
  issue,
  keyAsPem,
  type Leaf,
  makeIntermediate,
  makeRoot,
  newKeyPair,
  publicKeyPin,
  readRequest,
  type Signer,
  type Usage,
} from './certificates.ts'

/** Days that a leaf certificate lives; instances and agents renew theirs when a third of it is left. */
export const leafDays = 90

export const intermediates = ['servers', 'agents', 'replication'] as const
export type Intermediate = (typeof intermediates)[number]
const usageOf: Record<Intermediate, Usage> = { servers: 'server', agents: 'client', replication: 'client' }

/** One certificate of the platform's CA as it is kept: its private key (PKCS #8) is sealed by whoever keeps it. */
export interface AuthorityRecord {
  readonly name: 'root' | Intermediate
  readonly certificate: string
  readonly key: Buffer
}

export interface InstanceNames {
  readonly commonName: string
  readonly names: readonly string[]
}

/** The platform's CA: one root and three intermediates. What one of them signs is worth nothing where another is asked for. */
export interface CertificateAuthority {
  /** PEM of the root: what `GET /v1/ca.pem` gives. */
  readonly root: string
  /** SHA-256 of the root's public key, hex. */
  readonly pin: string
  intermediate(name: Intermediate): string
  /** True when exactly this intermediate signed the certificate; dates and the rest of the chain are TLS's to judge. */
  isSignedBy(certificate: X509Certificate, name: Intermediate): boolean
  /** A server certificate for an instance: PEM, leaf first, then its intermediate. Throws `identity-refused` for a request that proves nothing. */
  signInstance(csr: string, names: InstanceNames): Promise<string>
  /** An agent's client certificate; `commonName` is the host's id. */
  signHost(csr: string, hostId: string): Promise<Issued & { chain: string }>
  /** A new identity of a server of the platform's own: key (PKCS #8; a new one when none is given) and chain (leaf, intermediate, root), PEM. */
  linkIdentity(names: readonly string[], key?: Buffer): Promise<{ key: string; chain: string; endsAt: Date }>
}

/** Makes the root and its three intermediates. Their names carry the root's, so that two installations are told apart. */
export async function makeAuthority(installation: string): Promise<AuthorityRecord[]> {
  const root = await makeRoot(`Holdfast ${installation} root`)
  const signer: Signer = { certificate: root.certificate, key: root.keys.privateKey }
  const below = intermediates.map(async (name): Promise<AuthorityRecord> => {
    const made = await makeIntermediate(signer, {
      commonName: `Holdfast ${installation} ${name}`,
      usage: usageOf[name],
    })
    return { name, certificate: made.certificate, key: await exportKey(made.keys.privateKey) }
  })
  return [
    { name: 'root', certificate: root.certificate, key: await exportKey(root.keys.privateKey) },
    ...(await Promise.all(below)),
  ]
}

/** The working authority. The root's key is not kept in memory: it signed its intermediates and has no other work. */
export function openAuthority(records: readonly AuthorityRecord[]): CertificateAuthority {
  const root = recordOf(records, 'root').certificate
  const servers = signerOf(records, 'servers')
  const agents = signerOf(records, 'agents')
  return {
    root,
    pin: publicKeyPin(root),
    intermediate: (name) => recordOf(records, name).certificate,
    isSignedBy(certificate, name) {
      const issuer = new X509Certificate(recordOf(records, name).certificate)
      return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
    },
    async signInstance(csr, { commonName, names }) {
      const leaf: Leaf = { commonName, names, usage: 'server', days: leafDays }
      const { certificate } = await issue(servers, provenKey(csr), leaf)
      return certificate + servers.certificate
    },
    async signHost(csr, hostId) {
      const leaf: Leaf = { commonName: hostId, names: [], usage: 'client', days: leafDays }
      const issued = await issue(agents, provenKey(csr), leaf)
      return { ...issued, chain: issued.certificate + agents.certificate }
    },
    async linkIdentity(names, kept) {
      const pkcs8 = kept ?? (await exportKey((await newKeyPair()).privateKey))
      const leaf: Leaf = { commonName: 'holdfast-api', names, usage: 'server', days: leafDays }
      const { certificate, endsAt } = await issue(servers, asPublicKey(pkcs8), leaf)
      return { key: keyAsPem(pkcs8), chain: certificate + servers.certificate + root, endsAt }
    },
  }
}

function recordOf(records: readonly AuthorityRecord[], name: AuthorityRecord['name']): AuthorityRecord {
  const record = records.find((it) => it.name === name)
  if (!record) throw new Error(`the certificate authority lacks its certificate "${name}"`)
  return record
}

function signerOf(records: readonly AuthorityRecord[], name: Intermediate): Signer {
  const { certificate, key } = recordOf(records, name)
  return { certificate, key: importKey(key) }
}

function provenKey(csr: string) {
  const key = readRequest(csr)
  if (!key) throw new Problem('identity-refused', { because: 'its certificate request is not a signed P-256 request' })
  return key
}
