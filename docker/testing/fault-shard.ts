import { globSync } from 'node:fs'
import { repositoryRoot } from '../repository-root.ts'

export const SHARDS = 8

/** Which shard a commit stands for: over eight commits every shard has had its turn, more or less. */
export const shardOf = (commit: string): number => Number.parseInt(commit.slice(0, 8), 16) % SHARDS

/** The files of one shard, dealt out in the order of their names. */
export const filesOfShard = (files: string[], shard: number): string[] =>
  [...files].sort().filter((_, index) => index % SHARDS === shard)

/** Every fault suite of the repository. */
export const faultSuites = (): string[] =>
  globSync('{apps,packages,docker}/**/*.fault.test.ts', {
    cwd: repositoryRoot,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  })
