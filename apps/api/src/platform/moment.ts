/** A moment as a sentence says it, to the second. */
export const inWords = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
