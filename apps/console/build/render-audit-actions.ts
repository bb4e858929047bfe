/** The vocabulary of the audit trail for the browser, which gets no schema. Returns the text of `src/audit/actions.ts`. */
export const renderAuditActions = (actions: readonly string[]): string =>
  [
    "import type { AuditAction } from '@holdfast/shared/contract/audit-actions'",
    '',
    '/** What the audit trail can tell of. Written by `npm run build`; do not edit. */',
    'export const auditActions: readonly AuditAction[] = [',
    ...actions.map((action) => `  '${action}',`),
    ']',
    '',
  ].join('\n')
