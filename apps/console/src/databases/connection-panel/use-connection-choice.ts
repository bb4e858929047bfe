import { useState } from 'react'
import { type ConnectionChoice, rememberChoice, rememberedChoice } from './connection-choice.ts'

/** The choice of this browser, and how to change a part of it. */
export function useConnectionChoice(): [ConnectionChoice, (part: Partial<ConnectionChoice>) => void] {
  const [choice, setChoice] = useState(rememberedChoice)
  return [
    choice,
    (part) => {
      const next = { ...choice, ...part }
      setChoice(next)
      rememberChoice(next)
    },
  ]
}
