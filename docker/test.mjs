import { enter } from './enter.mjs'

const isUnitOnly = process.argv.includes('--unit')
enter('test.ts', { needsRoot: !isUnitOnly })
