import type { InstanceId } from '@holdfast/shared/ids'
import type { SecretRef } from '@holdfast/shared/state/desired'
import { requestCertificate } from '../link/certificate-request.ts'

/** What was collected for one instance and is not on its volume yet. Memory only. */
export interface CollectedCredentials {
  /** The asked values by their names, for an instance login name → SCRAM verifier; undefined when those on the volume are good. */
  readonly verifiers: Readonly<Record<string, string>> | undefined
  /** PEM; undefined when those on the volume are good. */
  readonly certificate: { readonly chain: string; readonly privateKey: string } | undefined
}

/** The part of the link that credentials come over. */
export interface CredentialSource {
  getSecret(secret: SecretRef): Promise<string>
  signInstance(instanceId: InstanceId, csr: string): Promise<string>
}

export interface CredentialWishes {
  readonly instanceId: InstanceId
  readonly verifiers: Readonly<Record<string, SecretRef>>
  /** The names for a new certificate and the key on the volume, when there is one; undefined when none is needed. */
  readonly certificate: { readonly names: readonly string[]; readonly privateKey: string | undefined } | undefined
}

export interface Credentials {
  /** Fetches them and keeps nothing. */
  gather(wishes: CredentialWishes): Promise<CollectedCredentials>
  collect(wishes: CredentialWishes): Promise<void>
  /** What waits to be written for this instance. */
  find(instanceId: string): CollectedCredentials | undefined
  /** Called when it is on the volume. */
  forget(instanceId: string): void
}

export function makeCredentials(source: CredentialSource): Credentials {
  const collected = new Map<string, CollectedCredentials>()

  async function fetchVerifiers(refs: Readonly<Record<string, SecretRef>>) {
    const pairs = Object.entries(refs).map(async ([name, ref]) => [name, await source.getSecret(ref)] as const)
    return pairs.length > 0 ? Object.fromEntries(await Promise.all(pairs)) : undefined
  }

  async function getCertificate({ instanceId, certificate }: CredentialWishes) {
    if (!certificate) return undefined
    const { csr, privateKey } = await requestCertificate({ commonName: instanceId, ...certificate })
    return { chain: await source.signInstance(instanceId, csr), privateKey }
  }

  async function gather(wishes: CredentialWishes): Promise<CollectedCredentials> {
    const [verifiers, certificate] = await Promise.all([fetchVerifiers(wishes.verifiers), getCertificate(wishes)])
    return { verifiers, certificate }
  }

  return {
    gather,
    async collect(wishes) {
      collected.set(wishes.instanceId, await gather(wishes))
    },
    find: (instanceId) => collected.get(instanceId),
    forget: (instanceId) => collected.delete(instanceId),
  }
}
