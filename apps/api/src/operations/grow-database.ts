import { z } from 'zod'
import { isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { lost, onDatabase, WishInput } from './wish-on-page.ts'

/**
 * Follows larger storage until the instance runs on it; quota and room were promised in the request. The host stops the instance,
 * enlarges its closed volume and starts it again; the gateway holds new connections meanwhile. How long clients were held stands
 * in the operation's last event.
 */
export const growDatabase = defineOperation({
  kind: 'grow-database',
  input: WishInput,
  memory: z.object({ heldMs: z.int().nonnegative().optional() }),
  ...onDatabase,
  finishWithin: 300,

  start: 'awaitGrown',
  map: { awaitGrown: ['tellHeld', 'done'], tellHeld: ['done'] },

  steps: {
    async awaitGrown({ input, operationId, tools, tx, go, wait, stop }) {
      const sight = await tools.databases.look(tx, input)
      if (sight && !isSettled(sight)) return wait(10, whyNotSettled(sight))
      await tools.databases.publish(tx, input.databaseId, operationId)
      if (sight?.isLost) return stop(lost(input))
      const heldMs = sight?.heldMs
      return heldMs === undefined ? go('done') : go('tellHeld', { heldMs })
    },

    async tellHeld({ recall, because, go, wait }) {
      const told = `clients were held for ${(recall('heldMs') / 1000).toFixed(1)} s`
      return because === told ? go('done') : wait(0, told)
    },
  },
})
