interface SettingFrame {
  readonly name: string
  readonly description: string
  /** `reload`: in force at once for new work; `restart`: at the instance's next restart. */
  readonly takesEffect: 'reload' | 'restart'
}

/** A setting a tenant may change: typed and bounded, so that no value can harm the instance or its neighbours. */
export type EngineSetting =
  | (SettingFrame & { readonly kind: 'boolean'; readonly default: boolean })
  | (SettingFrame & { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string })
  | (SettingFrame & {
      readonly kind: 'integer' | 'number'
      /** `ms`, `s`, `kB`, `MB`, … as the engine writes it; absent for plain numbers. */
      readonly unit?: string
      readonly min: number
      readonly max: number
      readonly default: number
    })

export type SettingVerdict = { readonly value: string } | { readonly because: string }

const yes = new Set(['on', 'true', 'yes', '1'])
const no = new Set(['off', 'false', 'no', '0'])

const readNumber = (setting: Extract<EngineSetting, { min: number }>, text: string): SettingVerdict => {
  const amount = setting.unit && text.endsWith(setting.unit) ? text.slice(0, -setting.unit.length).trim() : text
  const value = /^-?\d+(\.\d+)?$/.test(amount) ? Number(amount) : Number.NaN
  const isWhole = setting.kind === 'number' || Number.isInteger(value)
  if (!isWhole || !(value >= setting.min && value <= setting.max)) {
    const unit = setting.unit ? ` ${setting.unit}` : ''
    return { because: `${setting.name} takes a ${setting.kind} from ${setting.min} to ${setting.max}${unit}` }
  }
  return { value: `${value}${setting.unit ?? ''}` }
}

/** The value in the engine's own writing, or a sentence that says what would be right. */
export function readSetting(setting: EngineSetting, text: string): SettingVerdict {
  const trimmed = text.trim()
  if (setting.kind === 'choice')
    return setting.choices.includes(trimmed)
      ? { value: trimmed }
      : { because: `${setting.name} is one of ${setting.choices.join(', ')}` }
  if (setting.kind === 'boolean') {
    const word = trimmed.toLowerCase()
    if (yes.has(word)) return { value: 'on' }
    return no.has(word) ? { value: 'off' } : { because: `${setting.name} is on or off` }
  }
  return readNumber(setting, trimmed)
}

export type SettingsVerdict =
  | { readonly settings: Readonly<Record<string, string>> }
  | { readonly refused: Readonly<Record<string, string>> }

/** Judges a whole record: every refusal is named at once. */
export function readSettings(
  known: readonly EngineSetting[],
  wanted: Readonly<Record<string, string>>,
): SettingsVerdict {
  const settings: Record<string, string> = {}
  const refused: Record<string, string> = {}
  for (const [name, text] of Object.entries(wanted)) {
    const setting = known.find((candidate) => candidate.name === name)
    const verdict = setting ? readSetting(setting, text) : { because: `${name} is not a setting of this engine` }
    if ('value' in verdict) settings[name] = verdict.value
    else refused[name] = verdict.because
  }
  return Object.keys(refused).length > 0 ? { refused } : { settings }
}
