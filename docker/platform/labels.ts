import type { Installation } from '../installation.ts'

export type Part = 'store' | 'clock' | 'metrics' | 'api' | 'agent' | 'gateway' | 'instance' | 'pooler' | 'network'

export const INSTALLATION_LABEL = 'holdfast.installation'
export const PART_LABEL = 'holdfast.part'
export const SPEC_LABEL = 'holdfast.spec'

/** Every thing of an installation on this machine can be found by these two. */
export const labelsFor = (installation: Installation, part: Part): Record<string, string> => ({
  [INSTALLATION_LABEL]: installation.name,
  [PART_LABEL]: part,
})

/** The filter of Docker's list calls that finds the things of one installation. */
export const labelFilter = (name: string, part?: Part): { label: string[] } => ({
  label: [`${INSTALLATION_LABEL}=${name}`, ...(part ? [`${PART_LABEL}=${part}`] : [])],
})
