import { useState } from 'react'
import { Segments } from '../ui/segments.tsx'
import { chooseTheme, chosenTheme, type Theme } from '../ui/theme.ts'
import { text } from './text.ts'

const themes: readonly (readonly [Theme, string])[] = [
  ['system', text.account.themes.system],
  ['light', text.account.themes.light],
  ['dark', text.account.themes.dark],
]

/** Light, dark, or as the system has it; kept in this browser. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <Segments
      label={text.account.theme}
      choices={themes}
      chosen={theme}
      onChoose={(next) => {
        chooseTheme(next)
        setTheme(next)
      }}
    />
  )
}
