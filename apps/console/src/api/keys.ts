/** Names of what the cache holds. The first word is the kind, the second the organization; `live-table.ts` relies on it. */
export const keys = {
  installation: () => ['installation'] as const,
  caller: (organization: string) => ['caller', organization] as const,
  databases: (organization: string, which: 'present' | 'deleted') => ['databases', organization, which] as const,
  database: (organization: string, name: string) => ['database', organization, name] as const,
  connection: (organization: string, id: string) => ['connection', organization, id] as const,
  operations: (organization: string, filter: object = {}) => ['operations', organization, filter] as const,
  operation: (organization: string, id: string) => ['operation', organization, id] as const,
  hosts: (organization: string) => ['hosts', organization] as const,
  host: (organization: string, name: string) => ['host', organization, name] as const,
  sizes: (organization: string) => ['sizes', organization] as const,
  engines: (organization: string) => ['engines', organization] as const,
  quota: (organization: string) => ['quota', organization] as const,
}
