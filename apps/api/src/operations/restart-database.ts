import { z } from 'zod'
import { isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { lost, onDatabase, WishInput } from './wish-on-page.ts'

/** Follows an ordered restart until the engine runs again. New connections are held meanwhile by the gateway. */
export const restartDatabase = defineOperation({
  kind: 'restart-database',
  input: WishInput,
  memory: z.object({}),
  ...onDatabase,
  finishWithin: 180,

  start: 'awaitRestart',
  map: { awaitRestart: ['done'] },

  steps: {
    async awaitRestart({ input, operationId, tools, tx, go, wait, stop }) {
      const sight = await tools.databases.look(tx, input)
      if (sight && !isSettled(sight)) return wait(10, whyNotSettled(sight))
      await tools.databases.publish(tx, input.databaseId, operationId)
      return sight?.isLost ? stop(lost(input)) : go('done')
    },
  },
})
