import type { KeyboardEvent } from 'react'

const steps: Readonly<Partial<Record<string, number>>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
}

/** Moves the focus to the next or previous box of the map, in reading order. */
export function walkBoxes(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key]
  if (step === undefined) return
  const boxes = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')]
  const next = boxes[boxes.findIndex((box) => box.matches(':focus')) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
