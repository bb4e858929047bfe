export type Theme = 'system' | 'light' | 'dark'

/** The same name stands in `public/theme.js`, which applies the choice before the first paint. */
const place = 'holdfast.theme'

export function chosenTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Applies and remembers; a browser that keeps nothing forgets it with the page. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(place)
    else localStorage.setItem(place, theme)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
