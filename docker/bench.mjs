import { enter } from './enter.mjs'

enter('bench.ts', { needsRoot: true })
