import { Problem } from '@holdfast/shared/problems/problem'
import { expect, it } from 'vitest'
import { demandEntry, hashSetupCode, organizationNameFrom, type SignUpRules } from './sign-up.ts'

const rules = (mode: SignUpRules['mode']): SignUpRules => ({
  mode,
  setupCodeHash: hashSetupCode('right-code'),
  defaultLimits: { databases: 1, cpus: 1, memoryBytes: 1, storageBytes: 1, connections: 1 },
})

const answer = (...given: Parameters<typeof demandEntry>): string => {
  try {
    demandEntry(...given)
    return 'comes in'
  } catch (error) {
    return error instanceof Problem ? error.code : String(error)
  }
}

it.each<[SignUpRules['mode'], string | undefined, boolean, string]>([
  ['open', undefined, true, 'setup-code-wrong'],
  ['open', 'wrong-code', true, 'setup-code-wrong'],
  ['closed', ' right-code\n', true, 'comes in'],
  ['open', undefined, false, 'comes in'],
  ['invite', undefined, false, 'sign-up-closed'],
  ['closed', 'right-code', false, 'sign-up-closed'],
])('sign-up %s with code %j, first %s: %s', (mode, code, isFirst, expected) => {
  expect(answer(rules(mode), code, isFirst)).toBe(expected)
})

it('lets nobody be first when the platform made no setup code', () => {
  expect(answer({ ...rules('open'), setupCodeHash: undefined }, '', true)).toBe('setup-code-wrong')
})

it('names an organization after its maker', () => {
  expect(organizationNameFrom('ada@engines.example')).toBe("ada's organization")
})
