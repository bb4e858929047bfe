export const KiB = 1024
export const MiB = 1024 * KiB
export const GiB = 1024 * MiB

const factors = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KIB: KiB, MIB: MiB, GIB: GiB, TIB: 1024 * GiB } as const

/** Reads `10GB` (10⁹) or `10GiB` (2³⁰), case ignored, as bytes; undefined when it is not a whole number of bytes of a known unit. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
  const factor = factors[((unit ?? '').toUpperCase() || 'B') as keyof typeof factors]
  if (amount === undefined || factor === undefined) return undefined
  const bytes = Math.round(Number(amount) * factor)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

/** Bytes as people read them, in binary units: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 1024 ** power
  return `${Number(amount.toFixed(amount < 10 ? 1 : 0))} ${units[power]}`
}
