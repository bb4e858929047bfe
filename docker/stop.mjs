import { enter } from './enter.mjs'

enter('stop.ts', { needsRoot: true })
