export { allPages } from './all-pages.ts'
export { ConnectionPanel } from './connection-panel/connection-panel.tsx'
export { CreateForm } from './create-form.tsx'
export { DatabaseFacts } from './database-facts.tsx'
export { DatabaseSentence } from './database-sentence.tsx'
export { DatabaseTabs } from './database-tabs.tsx'
export { DatabasesOnHost } from './databases-on-host.tsx'
export { DatabasesOverview } from './databases-overview.tsx'
export { DeleteForm } from './delete-form.tsx'
export { DeletedDatabases } from './deleted-databases.tsx'
export { useFreshSignIn } from './fresh-sign-in/use-fresh-sign-in.tsx'
export { GoneDatabase } from './gone-database.tsx'
export { ProtectionSwitch } from './protection-switch.tsx'
export {
  databaseQuery,
  databasesQuery,
  logicalDatabasesQuery,
  rolesQuery,
  useDatabaseChanges,
} from './queries.ts'
export { RenameForm } from './rename-form.tsx'
export { Restart } from './restart.tsx'
export { text as databaseText } from './text.ts'
export { topologyText } from './topology/text.ts'
export { TopologyMap } from './topology/topology-map.tsx'
export { TopologyTables } from './topology/topology-tables.tsx'
