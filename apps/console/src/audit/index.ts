export { AuditEntries } from './audit-entries.tsx'
export { AuditFilter } from './audit-filter.tsx'
export { text as auditText } from './text.ts'
