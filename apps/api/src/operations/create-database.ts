import { Problem } from '@holdfast/shared/problems/problem'
import { z } from 'zod'
import { hopeless, isSettled, whyNotSettled } from '../databases/sight.ts'
import { defineOperation } from './define-operation.ts'
import { onDatabase, WishInput } from './wish-on-page.ts'

/** A host that fell silent is not waited for longer than this when a failed create is cleaned up. */
const cleanUpSeconds = 60

const reason = (told: string | null): string => told?.replace(/\.$/, '') ?? 'it was not ready in time'

/**
 * Follows a new database until it answers on its port. Place, name, quota and logins were decided in the request
 * (`databases/create-database.ts`); the host works from its page.
 *
 * Promises: it ends well only when the host has seen the database run behind an open port; else everything is removed again
 * and the problem says why.
 */
export const createDatabase = defineOperation({
  kind: 'create-database',
  input: WishInput,
  memory: z.object({
    because: z.string().optional(),
    cleanGeneration: z.int().optional(),
    cleanUntil: z.iso.datetime().optional(),
  }),
  ...onDatabase,
  finishWithin: 120,
  mayCancelAt: ['awaitInstance', 'awaitEndpoint'],
  onCancel: 'cleanUp',
  onOverdue: 'cleanUp',

  start: 'awaitInstance',
  map: {
    awaitInstance: ['awaitEndpoint', 'cleanUp'],
    awaitEndpoint: ['done', 'cleanUp'],
    cleanUp: ['awaitClean'],
    awaitClean: [],
  },

  steps: {
    async awaitInstance({ input, tools, tx, now, go, wait }) {
      const sight = await tools.databases.look(tx, input)
      if (!sight || sight.isLost) return go('cleanUp', { because: 'its host has been removed' })
      const because = hopeless(sight, now)
      if (because !== undefined) return go('cleanUp', { because })
      const isRunning = sight.hasRead && sight.drift.every(({ subject }) => subject === input.databaseId)
      return isRunning ? go('awaitEndpoint') : wait(5, whyNotSettled(sight))
    },

    async awaitEndpoint({ input, operationId, tools, tx, now, go, wait }) {
      const sight = await tools.databases.look(tx, input)
      if (!sight || sight.isLost) return go('cleanUp', { because: 'its host has been removed' })
      const because = hopeless(sight, now)
      if (because !== undefined) return go('cleanUp', { because })
      if (!isSettled(sight)) return wait(5, whyNotSettled(sight))
      await tools.databases.handOver(tx, sight.database, operationId)
      return go('done')
    },

    async cleanUp({ input, memory, operationId, tools, tx, now, cancelRequested, because: told, go }) {
      // Called here by a cancel or by the deadline there is nothing remembered, and the runner says why.
      const because = memory.because ?? (cancelRequested ? 'it was cancelled' : reason(told))
      const sight = await tools.databases.look(tx, input)
      const cleanUntil = new Date(now.getTime() + cleanUpSeconds * 1000).toISOString()
      if (!sight) return go('awaitClean', { because, cleanGeneration: 0, cleanUntil })
      const cleanGeneration = await tools.databases.wantGone(tx, sight.database, { hostId: input.hostId, now })
      await tools.databases.publish(tx, input.databaseId, operationId)
      return go('awaitClean', { because, cleanGeneration, cleanUntil })
    },

    async awaitClean({ input, recall, tools, tx, now, wait, stop }) {
      const { because, cleanGeneration, cleanUntil } = recall('because', 'cleanGeneration', 'cleanUntil')
      const sight = await tools.databases.look(tx, { ...input, generation: cleanGeneration })
      if (sight && !isSettled(sight)) {
        if (now < new Date(cleanUntil)) return wait(5, whyNotSettled(sight))
        const rest = `${because}; ${sight.hostName} will remove what is left there when it is heard again`
        return stop(new Problem('create-failed', { because: rest }))
      }
      if (sight) await tools.databases.forget(tx, sight.database)
      return stop(new Problem('create-failed', { because }))
    },
  },
})
