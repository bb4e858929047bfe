import { writeFileSync } from 'node:fs'
import { AuditAction } from '@holdfast/shared/contract/audit-actions'
import { contract } from '@holdfast/shared/contract/contract'
import { renderAuditActions } from './render-audit-actions.ts'
import { renderHeaders } from './render-headers.ts'
import { renderPaths } from './render-paths.ts'

writeFileSync(new URL('../src/api/paths.ts', import.meta.url), renderPaths(contract))
writeFileSync(new URL('../src/commands/headers-of-routes.ts', import.meta.url), renderHeaders(contract))
writeFileSync(new URL('../src/audit/actions.ts', import.meta.url), renderAuditActions(AuditAction.options))
