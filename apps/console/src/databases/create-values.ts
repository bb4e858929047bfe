import type { Contract } from '@holdfast/shared/contract/contract'
import type { ReplyOf } from '@holdfast/shared/contract/define-route'
import { defaultSize, defaultStorageBytes } from '@holdfast/shared/engines/sizes'
import { GiB } from '@holdfast/shared/units'

export type SizeView = ReplyOf<Contract['platform']['sizes']>['items'][number]
export type EngineView = ReplyOf<Contract['platform']['engines']>['items'][number]

/** The form's fields, named as in the body of the request; storage is typed in GiB. */
export interface CreateValues {
  name: string
  size: string
  storageBytes: string
  version: string
}

interface Known {
  readonly engine: EngineView | undefined
  readonly sizes: readonly SizeView[]
  readonly size: string | undefined
  /** Names that exist. */
  readonly taken: readonly string[]
}

const names = ['orders', 'catalog', 'ledger', 'inventory', 'sessions', 'reports']

/** A name that is free: a plain word, or the first of them with a number. */
export function freeName(taken: readonly string[]): string {
  const [first = ''] = names
  const free = names.find((name) => !taken.includes(name))
  if (free) return free
  const numbered = Array.from({ length: taken.length + 1 }, (_, index) => `${first}-${index + 2}`)
  return numbered.find((name) => !taken.includes(name)) ?? first
}

/** What the form begins with: everything chosen, so that one click is enough. */
export function firstValues({ engine, sizes, size, taken }: Known): CreateValues {
  const wanted = [size, defaultSize].find((name) => sizes.some((known) => known.name === name && known.room > 0))
  const withRoom = sizes.find(({ room }) => room > 0) ?? sizes[0]
  return {
    name: freeName(taken),
    size: wanted ?? withRoom?.name ?? defaultSize,
    storageBytes: String(defaultStorageBytes / GiB),
    version: engine?.defaultVersion ?? '',
  }
}

/** The values as the body of the request. */
export function wishOf({ name, size, storageBytes, version }: CreateValues, engine: EngineView | undefined) {
  return {
    name,
    size,
    storageBytes: Number(storageBytes) * GiB,
    ...(version && { version }),
    ...(engine && { engine: engine.engine }),
  }
}

/** The values as the words of a terminal behind `holdfast`. */
export const createWords = ({ name, size, storageBytes, version }: CreateValues): string[] => [
  'database',
  'create',
  name || 'NAME',
  '--size',
  size,
  '--storage',
  `${storageBytes || '10'}GiB`,
  ...(version ? ['--version', version] : []),
  '--wait',
]
