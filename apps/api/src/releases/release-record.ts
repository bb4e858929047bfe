import type { ReleaseId } from '@holdfast/shared/ids'

/** A version of an engine with its image, as the installation's release key signed it. */
export interface ReleaseRecord {
  readonly id: ReleaseId
  readonly engine: string
  readonly version: string
  /** Docker's content-addressed image id. */
  readonly imageId: string
  readonly packages: Readonly<Record<string, string>>
  readonly createdAt: Date
}
