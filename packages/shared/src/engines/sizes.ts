import { GiB, MiB } from '../units.ts'

/** A cpu and memory class. `connectionLimit` is the ceiling of client connections the class can carry. */
export interface Size {
  readonly name: string
  readonly cpus: number
  readonly memoryBytes: number
  readonly connectionLimit: number
}

export const sizes: readonly Size[] = [
  { name: 'micro', cpus: 0.5, memoryBytes: 512 * MiB, connectionLimit: 50 },
  { name: 'small', cpus: 1, memoryBytes: 1 * GiB, connectionLimit: 100 },
  { name: 'medium', cpus: 2, memoryBytes: 4 * GiB, connectionLimit: 200 },
  { name: 'large', cpus: 4, memoryBytes: 8 * GiB, connectionLimit: 400 },
  { name: 'xlarge', cpus: 8, memoryBytes: 16 * GiB, connectionLimit: 800 },
]

export const defaultSize = 'small'
export const defaultStorageBytes = 10 * GiB
export const minStorageBytes = 1 * GiB
export const maxStorageBytes = 16 * 1024 * GiB

export const findSize = (name: string): Size | undefined => sizes.find((size) => size.name === name)
