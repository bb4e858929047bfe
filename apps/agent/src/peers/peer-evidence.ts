import type { ObservedHost } from '@holdfast/shared/state/observed'
import type { DesiredPeer, InstanceEvidence } from '@holdfast/shared/state/peers'

/** What this host tells a peer: of its own instances, those whose database has a part on both. */
export const evidenceFor = (seen: ObservedHost | undefined, { databases }: DesiredPeer): InstanceEvidence[] =>
  (seen?.instances ?? [])
    .filter(({ databaseId }) => databases.includes(databaseId))
    .map(({ instanceId, databaseId, role, epoch, health }) => ({
      ...{ instanceId, databaseId, role, promisedEpoch: epoch, health },
    }))

/** Why this evidence is not taken: a host is heard about the databases that it shares with this one, and about nothing else. */
export function judgeEvidence(
  evidence: readonly InstanceEvidence[],
  { hostId, databases }: DesiredPeer,
): string | undefined {
  const foreign = evidence.find(({ databaseId }) => !databases.includes(databaseId))
  return foreign && `${hostId} speaks of ${foreign.databaseId}, which it does not share with this host`
}
