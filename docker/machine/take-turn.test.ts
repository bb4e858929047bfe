import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'

it('lets one command at a time change an installation, and another installation meanwhile', async () => {
  const name = `hf-${randomBytes(4).toString('hex')}`
  const turn = await takeTurn(name)
  await expect(takeTurn(name)).rejects.toThrow(/Another npm start or npm stop of hf-.* is running: wait/)
  const other = await takeTurn(`${name}-other`)
  await Promise.all([turn, other].map((server) => new Promise((resolve) => server.close(resolve))))
  const again = await takeTurn(name)
  await new Promise((resolve) => again.close(resolve))
})
