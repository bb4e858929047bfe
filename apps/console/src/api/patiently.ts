import { ApiProblem } from './problem.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Does work that may be done again, up to `times` more when no answer comes. Browsers drop requests when the machine's
 * network changes, as it does when a database gets its own.
 */
export async function patiently<T>(times: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (times === 0 || !(error instanceof ApiProblem) || error.code !== 'unreachable') throw error
    await pause(300)
    return patiently(times - 1, work)
  }
}
