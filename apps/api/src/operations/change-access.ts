import { Problem } from '@holdfast/shared/problems/problem'
import { z } from 'zod'
import { isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { lost, onDatabase, WishInput } from './wish-on-page.ts'

/**
 * Follows a change of who may do what inside a database until its instance has carried it out, or refused it.
 *
 * Promises: it ends well only when the host has seen every item as wished. What is refused, or not done in time, stays wished and is
 * tried again by the host; it keeps nothing else from its turn.
 */
export const changeAccess = defineOperation({
  kind: 'change-access',
  input: WishInput.extend({
    /** `role:NAME`, `grant:ROLE/DATABASE`, `database:NAME`, `extension:DATABASE/NAME`. */
    items: z.array(z.string()).max(200),
  }),
  memory: z.object({}),
  ...onDatabase,
  finishWithin: 120,
  onOverdue: 'giveUp',

  start: 'awaitApplied',
  map: { awaitApplied: ['done'], giveUp: [] },

  steps: {
    async awaitApplied({ input, operationId, tools, tx, go, wait, stop }) {
      const sight = await tools.databases.look(tx, input)
      if (!sight) return stop(new Problem('not-found', { subject: `database "${input.name}"` }))
      if (!isSettled(sight)) return wait(5, whyNotSettled(sight))
      if (sight.isLost) {
        await tools.databases.publish(tx, input.databaseId, operationId)
        return stop(lost(input))
      }
      const { database, access: seen } = sight
      const { refused, missing } = await tools.access.judge(tx, { database, seen, items: input.items })
      if (!refused && missing !== undefined) return wait(5, `${sight.hostName} has not told of ${missing} yet`)
      if (!refused) await tools.access.conclude(tx, database, seen)
      await tools.databases.publish(tx, input.databaseId, operationId)
      return refused ? stop(new Problem('access-refused', withoutStop(refused))) : go('done')
    },

    async giveUp({ input, because, operationId, tools, tx, stop }) {
      await tools.databases.publish(tx, input.databaseId, operationId)
      return stop(new Problem('operation-overdue', { kind: 'change-access', because: because ?? 'nothing was heard' }))
    },
  },
})

/** The problem's sentence ends by itself. */
const withoutStop = ({ item, because }: { item: string; because: string }) => ({
  item,
  because: because.replace(/\.$/, ''),
})
