import { HostId } from '@holdfast/shared/ids'
import { z } from 'zod'

const Word = z.object({ say: z.enum(['seated', 'disputed']), hostId: HostId, run: z.string() })

/** What replicas tell each other of who speaks for a host: it was given its seat, or it has to leave because the first agent lives. */
export type DisputeWord = z.infer<typeof Word>

export const disputeWord = (word: DisputeWord): string => JSON.stringify(word)

export const readDisputeWord = (payload: string): DisputeWord => Word.parse(JSON.parse(payload))
