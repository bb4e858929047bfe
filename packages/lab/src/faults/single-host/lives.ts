import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem } from '@holdfast/shared/client/api-problem'
import type { Call } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { GiB } from '@holdfast/shared/units'
import {
  judgeNumbers,
  type NumberedHistory,
  readNumbers,
  startNumberedWrites,
} from '../../histories/numbered-writes.ts'
import { carryOut, type Ending, followToEnd } from './order.ts'

/** A deleted database whose volume is still there, with what was written to it. */
export interface Remains {
  readonly databaseId: Parameters<typeof carryOut>[2]
  readonly url: string
  readonly history: NumberedHistory
}

export interface Lives {
  readonly endings: readonly Ending[]
  /** What must not be, in words. */
  readonly complaints: readonly string[]
  readonly remains: readonly Remains[]
}

export interface LivesWishes {
  readonly call: Call
  readonly chance: () => number
  /** Lives that go on beside each other. */
  readonly beside: number
  /** Asked before each new life. */
  readonly goesOn: (endings: number) => boolean
}

const servesWithinMs = 120_000
const writesFor = { leastMs: 300, mostMs: 2_500 }

/** Databases that are made, written to, restarted, read and deleted, again and again. */
export async function runLives({ call, chance, beside, goesOn }: LivesWishes): Promise<Lives> {
  const endings: Ending[] = []
  const complaints: string[] = []
  const remains: Remains[] = []
  let count = 0
  const one = async (): Promise<void> => {
    while (goesOn(endings.length)) {
      const name = `life-${++count}`
      try {
        const left = await live({ call, chance, name, endings, complaints })
        if (left) remains.push(left)
      } catch (error) {
        complaints.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: beside }, one))
  return { endings, complaints, remains }
}

interface Life extends Pick<LivesWishes, 'call' | 'chance'> {
  readonly name: string
  readonly endings: Ending[]
  readonly complaints: string[]
}

async function live({ call, chance, name, endings, complaints }: Life): Promise<Remains | undefined> {
  const isPooled = chance() < 0.5
  const body = { name, size: 'micro', storageBytes: GiB }
  const asked = await call(databaseRoutes.create, { body }).catch(refusalOf)
  if (asked instanceof ApiProblem) {
    const { code, document } = asked
    endings.push({ kind: 'create-database', name, state: 'refused', problem: { code, detail: document.detail } })
    return undefined
  }
  const created = await followToEnd(call, asked.operation.id)
  endings.push(created)
  if (created.state !== 'succeeded') return undefined
  const { id } = asked.database
  const { direct, pooled } = await call(databaseRoutes.reveal, { params: { database: id } })
  const url = isPooled && pooled ? pooled.url : direct.url
  const writer = await insist('begin to write', () => startNumberedWrites(url))
  const aWhile = () => sleep(writesFor.leastMs + chance() * (writesFor.mostMs - writesFor.leastMs))
  try {
    await aWhile()
    endings.push(await carryOut(call, 'restart', id))
    await insist('be acknowledged after the restart', nextAcknowledged(writer))
    await aWhile()
  } finally {
    await writer.stop()
  }
  const found = await insist('read what was written', () => readNumbers(url))
  complaints.push(...judgeNumbers(writer, found).map((it) => `${name}: ${it}`))
  endings.push(await carryOut(call, 'remove', id))
  return { databaseId: id, url, history: writer }
}

/** While its only host is silent no database can be made, and whoever asks is told so. */
const refusalOf = (error: unknown): ApiProblem => {
  if (error instanceof ApiProblem) return error
  throw error
}

function nextAcknowledged({ acknowledged, refusals }: Awaited<ReturnType<typeof startNumberedWrites>>) {
  const before = acknowledged.size
  return async () => {
    if (acknowledged.size === before) throw new Error(refusals.at(-1) ?? 'nothing is acknowledged')
  }
}

/** Brings a deleted database back, compares what it holds with what was acknowledged, and deletes it again. */
export async function compareRemains(call: Call, { databaseId, url, history }: Remains): Promise<string[]> {
  const back = await carryOut(call, 'undelete', databaseId)
  if (back.state !== 'succeeded') return [`${back.name} did not come back: ${back.problem?.detail}`]
  const wrong = judgeNumbers(history, await insist('read what came back', () => readNumbers(url)))
  await carryOut(call, 'remove', databaseId)
  return wrong.map((it) => `${back.name}, brought back: ${it}`)
}

/** A struck database is back within this time, or something is wrong. */
async function insist<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  for (const until = Date.now() + servesWithinMs; ; await sleep(200)) {
    try {
      return await work()
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error)
      if (Date.now() > until) throw new Error(`could not ${what} within ${servesWithinMs / 1000} s: ${because}`)
    }
  }
}
