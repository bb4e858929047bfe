import { createHash } from 'node:crypto'
import type { ContainerSpec } from '@holdfast/engine'

/** JSON with sorted keys: equal values give equal text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, it: unknown) =>
    it !== null && typeof it === 'object' && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).sort(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  )

/** What a running container is compared by: everything in its specification that cannot be changed in place. */
export const specHash = (spec: ContainerSpec): string =>
  createHash('sha256').update(canonicalJson(spec)).digest('hex').slice(0, 32)
