/** More telling names first: every browser also calls itself by the names of others. */
const browsers = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
  ['curl/', 'curl'],
] as const
const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iOS'],
  ['iPad', 'iOS'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const

const nameIn = (userAgent: string, names: readonly (readonly [string, string])[]) =>
  names.find(([mark]) => userAgent.includes(mark))?.[1]

/** What a User-Agent says in two words; the raw text where it says nothing known. */
export function programOf(userAgent: string): { readonly browser: string; readonly system: string | undefined } {
  const browser = nameIn(userAgent, browsers)
  return browser ? { browser, system: nameIn(userAgent, systems) } : { browser: userAgent, system: undefined }
}
