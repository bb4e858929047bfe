const delays = [0, 1, 2, 5, 10, 30] as const

/** Seconds before the nth restart in a row (from 0): at once, then ever later, then every half minute. */
export const restartDelay = (failures: number): number => delays[failures] ?? 30

/** A life this long, in seconds, ends the row of failures. */
export const healthyAfterSeconds = 60
