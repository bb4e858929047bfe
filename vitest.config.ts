import { defineConfig } from 'vitest/config'

/** The suffix of a file decides its kind; nothing is listed by hand. */
const kinds = {
  unit: {
    include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', '{docker,prisma}/**/*.test.ts', '*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/*.e2e.test.ts'],
    testTimeout: 10_000,
  },
  integration: {
    include: ['{apps,packages}/**/*.integration.test.ts', 'docker/**/*.integration.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
  e2e: { include: ['apps/**/*.e2e.test.ts'], testTimeout: 180_000, hookTimeout: 600_000, fileParallelism: false },
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
