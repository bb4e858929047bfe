import { useState, useTransition } from 'react'

/** How many pages of a list are shown; what is there stays on the screen while the next one is read. */
export function usePages() {
  const [pages, setPages] = useState(1)
  const [isReading, startReading] = useTransition()
  return { pages, isReading, showMore: () => startReading(() => setPages((before) => before + 1)) }
}
