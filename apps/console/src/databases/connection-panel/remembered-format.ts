import { type Format, formats } from './connection-string.ts'

const place = 'holdfast.connection-format'

/** The form chosen last in this browser. */
export function rememberedFormat(): Format {
  try {
    const remembered = localStorage.getItem(place)
    return formats.find((format) => format === remembered) ?? 'psql'
  } catch {
    return 'psql'
  }
}

export function rememberFormat(format: Format): void {
  try {
    localStorage.setItem(place, format)
  } catch {
    // Storage may be forbidden; then the choice is not remembered.
  }
}
