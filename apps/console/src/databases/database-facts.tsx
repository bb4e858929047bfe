import type { DatabaseView } from '@holdfast/shared/contract/database-routes'
import { Facts } from '../ui/facts.tsx'
import { Section } from '../ui/section.tsx'
import { Time } from '../ui/time.tsx'
import { shortVersion } from './short-version.ts'
import { text } from './text.ts'

const words = text.facts

/** What it is made of. */
export function DatabaseFacts({ database }: { database: DatabaseView }) {
  const { size, storageBytes, usedBytes, hostName, serverVersion, version, connections, createdAt } = database
  const storage = usedBytes === null ? words.storageUnknown(storageBytes) : words.storageOf(usedBytes, storageBytes)
  return (
    <Section title={words.title}>
      <Facts
        facts={[
          [words.size, size],
          [words.storage, storage],
          [words.host, <code key="host">{hostName ?? words.none}</code>],
          [words.version, shortVersion(serverVersion, version)],
          [words.connections, connections ?? words.unknown],
          [words.standbys, database.standbys],
          [words.protection, database.isProtected ? words.on : words.off],
          [words.created, <Time key="created" at={createdAt} />],
        ]}
      />
    </Section>
  )
}
