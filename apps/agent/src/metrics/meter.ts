import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { encodeWriteRequest, type Sample } from '@holdfast/shared/metrics/write-block'
import type { BlockFate } from '@holdfast/shared/state/link'
import { type Log, sentence } from '../log.ts'
import { type Block, makeBacklog } from './backlog.ts'
import type { Wanted } from './collect.ts'
import { makeLookedAt } from './looked-at.ts'

/** Counts everything on this host, every 10 s and every second what somebody looks at, and brings it to the api. */
export interface Meter {
  look(databaseId: string | null): void
  close(): void
}

export interface MeterParts {
  readonly collect: (wanted: Wanted) => Promise<Sample[]>
  /** Rejects while nobody takes it. */
  readonly deliver: (bytes: Uint8Array) => Promise<BlockFate>
  readonly log: Log
}

const restMs = 10_000
const lookMs = 1_000
/** Ten minutes without an api or a store leave no gap. */
const bounds = { oldestMs: 600_000, mostBytes: 16 * 1024 * 1024 }
/** A block has few enough series that it stays below what the link and the store take. */
const mostSamples = 200
const againMs = 5_000

const compress = promisify(zstdCompress)

export function startMeter({ collect, deliver, log }: MeterParts): Meter {
  const looked = makeLookedAt()
  const backlog = makeBacklog(bounds)
  const delivery = startDelivery({ backlog, deliver, log })
  let restAt = 0
  let isCounting = false

  async function count(): Promise<void> {
    const isRest = Date.now() >= restAt
    if (isRest) restAt = Date.now() + restMs - lookMs / 2
    const wanted: Wanted = { database: (id) => isRest || looked.has(id), host: isRest || looked.has(null) }
    const samples = await collect(wanted)
    if (isRest) samples.push(ownSample(backlog.dropped()))
    for (let at = 0; at < samples.length; at += mostSamples) {
      const part = samples.slice(at, at + mostSamples)
      backlog.push(await blockOf(part))
    }
    delivery.wake()
  }

  const timer = setInterval(() => {
    if (isCounting) return
    if (Date.now() < restAt && !looked.any()) return
    isCounting = true
    count()
      .catch((error) => log.warn('figures were not counted', { because: sentence(error) }))
      .finally(() => {
        isCounting = false
      })
  }, lookMs)

  return {
    look: looked.look,
    close() {
      clearInterval(timer)
      delivery.close()
    },
  }
}

const ownSample = (dropped: number): Sample => ({
  labels: {},
  atMs: Date.now(),
  figures: [{ name: 'host_samples_dropped', value: dropped }],
})

async function blockOf(samples: readonly Sample[]): Promise<Block> {
  const figures = samples.reduce((sum, it) => sum + it.figures.length, 0)
  return { atMs: Date.now(), figures, bytes: await compress(encodeWriteRequest(samples)) }
}

interface DeliveryParts extends Pick<MeterParts, 'deliver' | 'log'> {
  readonly backlog: ReturnType<typeof makeBacklog>
}

/** Brings blocks one after the other, oldest first; one that is not taken is tried again. */
function startDelivery({ backlog, deliver, log }: DeliveryParts): { wake(): void; close(): void } {
  let isBusy = false
  let isClosed = false
  let isFailing = false
  let again: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    for (let block = backlog.oldest(); block && !isClosed; block = backlog.oldest()) {
      const fate = await deliver(block.bytes)
      if (fate === 'later') throw new Error('the metrics store cannot be reached')
      if (fate === 'unreadable') backlog.drop(block)
      else backlog.remove(block)
      if (isFailing) log.info('figures are taken again')
      isFailing = false
    }
  }

  function wake(): void {
    if (isBusy || isClosed) return
    clearTimeout(again)
    isBusy = true
    run()
      .catch((error) => {
        if (!isFailing) log.warn('figures are kept here: nobody takes them', { because: sentence(error) })
        isFailing = true
        again = setTimeout(wake, againMs)
      })
      .finally(() => {
        isBusy = false
      })
  }

  return {
    wake,
    close() {
      isClosed = true
      clearTimeout(again)
    },
  }
}
