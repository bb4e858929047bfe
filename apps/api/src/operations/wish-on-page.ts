import { DatabaseId, HostId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import { z } from 'zod'

/** Input of every operation that follows one wish about one database: it stands on the host's page since `generation`. */
export const WishInput = z.object({
  databaseId: DatabaseId,
  hostId: HostId,
  generation: z.int().nonnegative(),
  /** The database's name, for people. */
  name: z.string(),
})
export type WishInput = z.infer<typeof WishInput>

/** Why a wish for a lost database ends. */
export const lost = ({ name }: Pick<WishInput, 'name'>): Problem => new Problem('database-lost', { name })

/** Two unfinished operations on one database cannot be. */
export const onDatabase = {
  exclusiveOn: ({ databaseId }: { databaseId: string }) => databaseId,
  subject: ({ name }: { name: string }) => name,
}
