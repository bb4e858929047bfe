import { z } from 'zod'
import { isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { onDatabase, WishInput } from './wish-on-page.ts'

/**
 * Follows a soft delete until the instance is gone and the port closed. The volume stays for as long as the database can be
 * brought back.
 */
export const deleteDatabase = defineOperation({
  kind: 'delete-database',
  input: WishInput,
  memory: z.object({}),
  ...onDatabase,
  finishWithin: 180,

  start: 'awaitStopped',
  map: { awaitStopped: ['done'] },

  steps: {
    async awaitStopped({ input, operationId, tools, tx, go, wait }) {
      const sight = await tools.databases.look(tx, input)
      if (sight && !isSettled(sight)) return wait(10, whyNotSettled(sight))
      await tools.databases.publish(tx, input.databaseId, operationId)
      return go('done')
    },
  },
})
