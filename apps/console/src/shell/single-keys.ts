/** Where the browser keeps that somebody turned the shortcuts of one key off. */
const place = 'holdfast-single-keys'

/** Shortcuts without Ctrl or ⌘ can be turned off: speech input and stray hands press single keys. */
export const hasSingleKeys = (): boolean => localStorage.getItem(place) !== 'off'

export function chooseSingleKeys(isOn: boolean): void {
  if (isOn) localStorage.removeItem(place)
  else localStorage.setItem(place, 'off')
}
