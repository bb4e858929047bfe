import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { newId } from '@holdfast/shared/ids'
import { expect, it, onTestFinished } from 'vitest'
import { eventually } from '../harness/containers.ts'
import { useStores } from '../harness/stores.ts'
import { aHost, doTasks, endOfErrands, startErrand } from '../worlds/errand.ts'

const stores = useStores()
const program = fileURLToPath(new URL('../harness/runner-process.ts', import.meta.url))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it('loses nothing and does nothing twice when its process is killed again and again', {
  timeout: 120_000,
}, async () => {
  const { database, url } = await stores.freshDatabase()
  const host = await aHost(database)
  const name = newId('op')
  const start = () => {
    const child = spawn(execPath, [program, url, stores.redisUrl, name], { stdio: 'ignore' })
    const kill = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    onTestFinished(kill)
    return kill
  }
  const hostWorks = setInterval(() => void doTasks(database), 100)
  onTestFinished(() => clearInterval(hostWorks))

  const errands = 12
  for (let at = 0; at < errands; at++) await startErrand(database, { host, name: `errand ${at}` })
  for (let kills = 0; kills < 6; kills++) {
    const kill = start()
    await pause(900 + Math.random() * 900)
    await kill()
  }
  start()
  await eventually(async () => expect(await database.read.operation.count({ where: { state: 'running' } })).toBe(0), 60)

  const end = await endOfErrands(database)
  expect(end.operations).toEqual([
    { kind: 'child-errand', state: 'succeeded', _count: errands * 4 },
    { kind: 'errand', state: 'succeeded', _count: errands },
  ])
  const counts = Object.fromEntries(end.notes as [string, unknown][])
  expect(counts).toMatchObject({ 'set out 1': errands, 'set out 2': errands, 'came home after 2': errands })
  expect(end.tasks).toBe(errands * 4)
  expect(end.openTasks).toBe(0)
})
