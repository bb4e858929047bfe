import { writeFileSync } from 'node:fs'
import { contract } from '@holdfast/shared/contract/contract'
import { renderHeaders } from './render-headers.ts'
import { renderPaths } from './render-paths.ts'

writeFileSync(new URL('../src/api/paths.ts', import.meta.url), renderPaths(contract))
writeFileSync(new URL('../src/commands/headers-of-routes.ts', import.meta.url), renderHeaders(contract))
