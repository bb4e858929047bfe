export interface MachineTraits {
  platform: string
  nodeVersion: string
  uid: number
  hasSudo: boolean
  needsRoot: boolean
}

export declare const findObstacle: (traits: MachineTraits) => string | undefined

export declare const enter: (file: string, options?: { needsRoot?: boolean; install?: boolean }) => void
