import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { firstPromise, type PromiseFile, readPromise, writePromise } from './promise-file.ts'

/** A page that must not be obeyed; the sentence goes to whoever sent it. */
export class PageRefused extends Error {
  override name = 'PageRefused'
}

/** The promise could not be made durable: nothing is done on it and nobody is told of it. */
export class StorageFailed extends Error {
  override name = 'StorageFailed'
}

const refuse = (because: string): never => {
  throw new PageRefused(because)
}

/** What the page asks of the promise: nothing, a durable change, or an error in words. Pure. */
export function obey(promise: PromiseFile, page: InstancePage): PromiseFile {
  if (promise.instanceId !== page.instanceId || promise.databaseId !== page.databaseId)
    return refuse(`this volume belongs to ${promise.instanceId} of ${promise.databaseId}`)
  if (page.epoch < promise.promised.epoch)
    return refuse(`epoch ${page.epoch} is older than the promised epoch ${promise.promised.epoch}`)
  if (page.role !== 'primary' || promise.role !== 'primary')
    return refuse(`this release runs primaries only; the page says ${page.role}, the promise ${promise.role}`)
  if (page.epoch === promise.roleEpoch) return promise
  const config = { epoch: page.epoch, version: 1, voters: [], w: 0 }
  return { ...promise, promised: { epoch: page.epoch, opId: '' }, roleEpoch: page.epoch, config }
}

/**
 * Makes the promise that the page asks for, durably, and gives it back.
 * Data without a readable promise could be anybody's past: it is not started. An empty volume begins with a first promise.
 */
export async function keepPromise(path: string, page: InstancePage, isInitialised: boolean): Promise<PromiseFile> {
  const reading = await readPromise(path)
  if (reading.found !== 'valid' && isInitialised)
    return refuse(
      `the promise file is ${reading.found === 'damaged' ? 'damaged' : 'missing'} although there is data: nobody knows which epoch it belongs to`,
    )
  const promise = reading.found === 'valid' ? reading.promise : firstPromise(page)
  const wanted = obey(promise, page)
  if (reading.found !== 'valid' || wanted !== promise)
    await writePromise(path, wanted).catch((error: Error) => {
      throw new StorageFailed(`STORAGE: the promise cannot be made durable: ${error.message}`)
    })
  return wanted
}

/** Failed writes in a row after which the volume is not trusted any more (HA.md §2.2). */
const toleratedFailures = 3

/** The one writer of a promise file: one write after the other, from whichever side a page comes. */
export interface PromiseKeeper {
  readonly keep: (page: InstancePage, isInitialised: boolean) => Promise<PromiseFile>
  /** The instance manager must end. */
  readonly hasGivenUp: () => boolean
}

export function promiseKeeper(path: string): PromiseKeeper {
  let failures = 0
  let before: Promise<unknown> = Promise.resolve()
  const keepOnce = async (page: InstancePage, isInitialised: boolean) => {
    try {
      const kept = await keepPromise(path, page, isInitialised)
      failures = 0
      return kept
    } catch (error) {
      if (error instanceof StorageFailed) failures++
      throw error
    }
  }
  return {
    keep: (page, isInitialised) => {
      const mine = before.then(() => keepOnce(page, isInitialised))
      before = mine.catch(() => undefined)
      return mine
    },
    hasGivenUp: () => failures >= toleratedFailures,
  }
}
