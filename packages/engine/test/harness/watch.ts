import { request } from 'node:http'
import { join } from 'node:path'
import type { ManagerObservation } from '@holdfast/shared/state/instance-page'
import type { TestInstance } from './test-instance.ts'

/** Collects what `GET /watch` tells, each with the moment it came, until `end` is called. */
export async function watchInstance(instance: TestInstance) {
  const told: { at: number; observation: ManagerObservation }[] = []
  const asking = request({ socketPath: join(instance.volume.control, 'control.sock'), path: '/watch' })
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>()
  asking.on('error', reject)
  asking.once('response', (response) => {
    let rest = ''
    response.on('error', () => undefined)
    response.on('data', (part: Buffer) => {
      const lines = (rest + part.toString('utf8')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) told.push({ at: Date.now(), observation: JSON.parse(line) })
      if (told.length > 0) resolve()
    })
  })
  asking.end()
  await listening
  return { told, end: () => asking.destroy() }
}
