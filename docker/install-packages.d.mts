export interface LockEntry {
  version?: string
  link?: boolean
  optional?: boolean
  devOptional?: boolean
  peer?: boolean
}

export declare const isInstalled: (
  wanted: Record<string, LockEntry>,
  installed: Record<string, LockEntry> | undefined,
) => boolean

export declare const installPackages: (root: string) => void
