const forStart = 8
const forNeighbor = 5
const forLetter = 1
const longest = 120

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, longest)
const separates = /[\s\-_.@/:·,]/

/**
 * How well a text answers what was typed: it holds the letters in their order, and the more of them begin words or stand
 * side by side, the better; of two that answer alike the shorter wins. Null when it does not answer. Case and accents do
 * not matter.
 */
export function rate(typed: string, text: string): number | null {
  const wanted = [...plain(typed).replace(/\s+/g, '')]
  const given = [...plain(text)]
  /** Best score so far, for each place where the newest letter may stand. */
  let before: number[] = []
  for (const [order, letter] of wanted.entries()) {
    let best = order === 0 ? 0 : Number.NEGATIVE_INFINITY
    const now = given.map((other, at) => {
      const neighbor = at > 0 && order > 0 ? (before[at - 1] ?? 0) + forNeighbor : Number.NEGATIVE_INFINITY
      const isStart = at === 0 || separates.test(given[at - 1] ?? '')
      const score =
        other === letter ? Math.max(best, neighbor) + forLetter + (isStart ? forStart : 0) : Number.NEGATIVE_INFINITY
      if (order > 0) best = Math.max(best, before[at] ?? Number.NEGATIVE_INFINITY)
      return score
    })
    before = now
  }
  const score = wanted.length === 0 ? 0 : Math.max(...before, Number.NEGATIVE_INFINITY)
  return score === Number.NEGATIVE_INFINITY ? null : score - given.length / longest
}
