import type { ConditionCode } from '@holdfast/shared/state/conditions'
import type { DesiredInstance, SecretRef, VolumeFormat } from '@holdfast/shared/state/desired'
import type { GatewayPage } from '@holdfast/shared/state/gateway-page'
import type { KernelRules } from '../host/kernel-rules.ts'
import type { SeenRelease } from './observation.ts'

interface Facts {
  'stop-container': { readonly containerId: string }
  'remove-container': { readonly containerId: string }
  'create-volume': { readonly volumeId: string; readonly sizeBytes: number; readonly format: VolumeFormat }
  'open-volume': { readonly volumeId: string }
  /** With everything that clients notice of it, so that they wait as shortly as can be. `containerId`: of the instance that runs on it. */
  'grow-volume': {
    readonly volumeId: string
    readonly sizeBytes: number
    readonly containerId: string | null
    readonly instance: DesiredInstance
  }
  'close-volume': { readonly volumeId: string }
  'erase-volume': { readonly volumeId: string }
  'make-network': { readonly databaseId: string; readonly name: string }
  'remove-network': { readonly name: string }
  'collect-credentials': {
    readonly instance: DesiredInstance
    readonly verifiers: Readonly<Record<string, SecretRef>>
    /** False while the certificate on the volume is good enough. */
    readonly certificate: boolean
  }
  'write-instance-page': { readonly instance: DesiredInstance; readonly release: SeenRelease }
  'create-container': { readonly instance: DesiredInstance; readonly release: SeenRelease }
  /** An id, or the name of a container made by the same plan. */
  'start-container': { readonly container: string }
  'apply-page': { readonly instance: DesiredInstance; readonly isRestart: boolean; readonly pageHash: string }
  'write-pooler-files': { readonly instance: DesiredInstance }
  'create-pooler': { readonly instance: DesiredInstance; readonly release: SeenRelease }
  'resume-pooler': { readonly instance: DesiredInstance }
  'remove-control-folder': { readonly instanceId: string }
  'rest-pooler': { readonly containerId: string; readonly signal: string }
  'remove-pooler-files': { readonly databaseId: string }
  'raise-guard': unknown
  'lead-through-kernel': { readonly rules: KernelRules }
  'raise-gateway': unknown
  'fetch-image': { readonly imageId: string }
  'publish-routes': { readonly page: GatewayPage; readonly pageHash: string }
}

export type Do = keyof Facts

/** One thing to do on this host. Steps of one lane keep the order of `mustFollow`; lanes run side by side. */
export type Step<Kind extends Do = Do> = Kind extends Do
  ? {
      readonly do: Kind
      /** The database that it belongs to, or its pooler, or `gateway`, or `kernel`, or `guard`, or an image. */
      readonly lane: string
      /** The instance, volume or database that a failure is told about. */
      readonly subject: string
      readonly because: string
    } & Facts[Kind]
  : never

/** Which steps of the same lane must have succeeded before a step may begin. */
export const mustFollow: Readonly<Record<Do, readonly Do[]>> = {
  'stop-container': [],
  'remove-container': ['stop-container'],
  'create-volume': [],
  'open-volume': [],
  // The page comes first: the instance manager starts with it.
  'grow-volume': ['write-instance-page'],
  'make-network': [],
  'collect-credentials': ['open-volume'],
  'write-instance-page': ['create-volume', 'open-volume', 'collect-credentials'],
  'create-container': ['remove-container', 'create-volume', 'open-volume'],
  'start-container': [
    'stop-container',
    'create-container',
    'create-pooler',
    'write-instance-page',
    'write-pooler-files',
    'make-network',
    'open-volume',
    'grow-volume',
  ],
  'write-pooler-files': [],
  'create-pooler': ['remove-container', 'write-pooler-files'],
  'resume-pooler': ['write-pooler-files'],
  'remove-control-folder': [],
  'rest-pooler': [],
  'remove-pooler-files': ['stop-container', 'remove-container'],
  'apply-page': ['write-instance-page'],
  'close-volume': ['stop-container', 'remove-container'],
  'erase-volume': ['stop-container', 'remove-container', 'close-volume'],
  'remove-network': ['stop-container', 'remove-container'],
  'raise-guard': [],
  'lead-through-kernel': [],
  'raise-gateway': [],
  'fetch-image': [],
  'publish-routes': [],
}

/** The condition that a failed step becomes. */
export const conditionOf: Readonly<Record<Do, ConditionCode>> = {
  'stop-container': 'container-failed',
  'remove-container': 'container-failed',
  'create-volume': 'volume-failed',
  'open-volume': 'volume-failed',
  'grow-volume': 'volume-failed',
  'close-volume': 'volume-failed',
  'erase-volume': 'volume-failed',
  'make-network': 'network-failed',
  'remove-network': 'network-failed',
  'collect-credentials': 'secret-missing',
  'write-instance-page': 'step-failed',
  'create-container': 'container-failed',
  'start-container': 'container-failed',
  'apply-page': 'step-failed',
  'write-pooler-files': 'secret-missing',
  'create-pooler': 'container-failed',
  'resume-pooler': 'step-failed',
  'remove-control-folder': 'step-failed',
  'rest-pooler': 'container-failed',
  'remove-pooler-files': 'step-failed',
  'raise-guard': 'host-not-guarded',
  'lead-through-kernel': 'step-failed',
  'raise-gateway': 'gateway-missing',
  'fetch-image': 'image-missing',
  'publish-routes': 'step-failed',
}
