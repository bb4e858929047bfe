import { defineConfig } from 'vitest/config'

/** What real processes do is waited for as long as a busy machine needs. */
const patience = { poll: { timeout: 15_000 } }

/** The suffix of a file decides its kind; nothing is listed by hand. */
const kinds = {
  unit: {
    include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', '{docker,prisma}/**/*.test.ts', '*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/*.e2e.test.ts', '**/*.fault.test.ts'],
    testTimeout: 10_000,
    // One set of modules for all files of a worker: three quarters of the time went into loading them again.
    isolate: false,
  },
  integration: {
    include: ['{apps,packages}/**/*.integration.test.ts', 'docker/**/*.integration.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    expect: patience,
  },
  e2e: {
    include: ['apps/**/*.e2e.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    expect: patience,
  },
  /** Long and rough: one shard of them runs for a commit, `docker/testing/fault-shard.ts` says which. */
  fault: {
    include: ['{apps,packages,docker}/**/*.fault.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    expect: patience,
  },
}

export default defineConfig({
  test: {
    projects: Object.entries(kinds).map(([name, kind]) => ({
      test: {
        name,
        ...kind,
        exclude: ['**/node_modules/**', '**/dist/**', ...('exclude' in kind ? kind.exclude : [])],
      },
    })),
  },
})
