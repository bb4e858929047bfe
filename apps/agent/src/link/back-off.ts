const firstMs = 200
const longestMs = 10_000

/** How long to wait before attempt number `attempt` (from 0): doubling from 0.2 s to 10 s, and half of it by chance so that hosts do not come in step. */
export function reconnectDelayMs(attempt: number, random: number = Math.random()): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16))
  return Math.round(full / 2 + (full / 2) * random)
}
