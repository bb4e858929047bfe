/** Labels on everything of an installation; what does not carry them is never touched. */
export const label = {
  installation: 'holdfast.installation',
  part: 'holdfast.part',
  instance: 'holdfast.instance',
  database: 'holdfast.database',
  release: 'holdfast.release',
  volume: 'holdfast.volume',
  spec: 'holdfast.spec',
} as const

export interface InstanceLabels {
  readonly instanceId: string
  readonly databaseId: string
  readonly volumeId: string
  readonly releaseId: string
}

export const poolerLabels = (
  installation: string,
  of: Pick<InstanceLabels, 'databaseId' | 'releaseId'>,
): Record<string, string> => ({
  [label.installation]: installation,
  [label.part]: 'pooler',
  [label.database]: of.databaseId,
  [label.release]: of.releaseId,
})

export const instanceLabels = (installation: string, of: InstanceLabels): Record<string, string> => ({
  [label.installation]: installation,
  [label.part]: 'instance',
  [label.instance]: of.instanceId,
  [label.database]: of.databaseId,
  [label.volume]: of.volumeId,
  [label.release]: of.releaseId,
})
