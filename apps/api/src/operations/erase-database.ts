import { z } from 'zod'
import { isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { onDatabase, WishInput } from './wish-on-page.ts'

/**
 * Erases a deleted database whose time to come back is over: the volume on its host, then its secrets and keys.
 *
 * Promises: nothing is erased of a database that somebody brought back meanwhile.
 */
export const eraseDatabase = defineOperation({
  kind: 'erase-database',
  input: WishInput,
  memory: z.object({ eraseGeneration: z.int().optional() }),
  ...onDatabase,
  finishWithin: 600,

  start: 'eraseVolume',
  map: {
    eraseVolume: ['awaitErased', 'done'],
    awaitErased: ['done'],
  },

  steps: {
    async eraseVolume({ input, operationId, tools, tx, now, go }) {
      const sight = await tools.databases.look(tx, input)
      const { life, recoverableUntil } = sight?.database ?? {}
      const isDue = life === 'deleted' && recoverableUntil != null && recoverableUntil <= now
      if (!sight || !isDue) return go('done')
      const eraseGeneration = await tools.databases.wantGone(tx, sight.database, { hostId: input.hostId, now })
      await tools.databases.publish(tx, input.databaseId, operationId)
      return go('awaitErased', { eraseGeneration })
    },

    async awaitErased({ input, recall, tools, tx, go, wait }) {
      const sight = await tools.databases.look(tx, { ...input, generation: recall('eraseGeneration') })
      if (!sight) return go('done')
      if (!isSettled(sight)) return wait(30, whyNotSettled(sight))
      await tools.databases.forget(tx, sight.database)
      return go('done')
    },
  },
})
