import { writeFileSync } from 'node:fs'
import { contract } from '@holdfast/shared/contract/contract'
import { renderPaths } from './render-paths.ts'

writeFileSync(new URL('../src/api/paths.ts', import.meta.url), renderPaths(contract))
