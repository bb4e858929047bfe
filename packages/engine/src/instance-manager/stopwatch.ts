/** Tells where the time of a start went; the first mark counts from the beginning of this process. */
export function stopwatch() {
  const marks: string[] = []
  let last = 0
  return {
    mark: (name: string): void => {
      const now = performance.now()
      marks.push(`${name} ${Math.round(now - last)}`)
      last = now
    },
    /** One line for the log; the marks begin anew. */
    read: (): string => {
      const line = `${Math.round(last)} ms after the start of the instance manager (${marks.join(', ')} ms)`
      marks.length = 0
      return line
    },
  }
}

export type Stopwatch = ReturnType<typeof stopwatch>
