import { z } from 'zod'
import { isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { lost, onDatabase, WishInput } from './wish-on-page.ts'

/** Follows a database that was brought back until it answers on its old port with its old data. */
export const undeleteDatabase = defineOperation({
  kind: 'undelete-database',
  input: WishInput,
  memory: z.object({}),
  ...onDatabase,
  finishWithin: 180,

  start: 'awaitInstance',
  map: { awaitInstance: ['done'] },

  steps: {
    async awaitInstance({ input, operationId, tools, tx, go, wait, stop }) {
      const sight = await tools.databases.look(tx, input)
      if (sight && !isSettled(sight)) return wait(10, whyNotSettled(sight))
      await tools.databases.publish(tx, input.databaseId, operationId)
      return sight?.isLost ? stop(lost(input)) : go('done')
    },
  },
})
