import { describe, expect, it } from 'vitest'
import type { OperationDefinition } from '../operation-runner/define-operation.ts'
import { operations } from './catalogue.ts'

const definitions: readonly OperationDefinition[] = operations

/** Steps that can be reached from these, themselves included. */
function reachable({ map }: OperationDefinition, from: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (step: string) => {
    if (seen.has(step)) return
    seen.add(step)
    for (const next of map[step] ?? []) visit(next)
  }
  for (const step of from) visit(step)
  return seen
}

/** The map of every operation as a diagram. */
const diagrams = (): string => {
  const chapters = definitions.map(({ kind, map, start, mayCancelAt, onCancel, onOverdue }) => {
    const moves = Object.entries(map).flatMap(([step, nexts]) =>
      nexts.length === 0
        ? [`  ${step} --> stopped([stopped])`]
        : nexts.map((next) => `  ${step} --> ${next === 'done' ? 'done([done])' : next}`),
    )
    const ways = [
      ...(onCancel ? mayCancelAt.map((step) => `  ${step} -. cancelled .-> ${onCancel}`) : []),
      ...(onOverdue ? [`  ${start} -. overdue .-> ${onOverdue}`] : []),
    ]
    return [`## ${kind}`, '', '```mermaid', 'flowchart LR', ...moves, ...ways, '```'].join('\n')
  })
  const head = `# Operations

Stories about databases, each one file of named steps with its map on top; start reading with \`create-database.ts\`. How they run is told in
\`../operation-runner/README.md\`. What a person's wish decides at once stands in \`../databases/\`: an operation only follows it to its end.
The diagrams below are made from the maps by \`catalogue.test.ts\` (\`vitest -u\` writes them).
`
  return `${[head.trim(), ...chapters].join('\n\n')}\n`
}

describe.each(definitions.map((definition) => [definition.kind, definition] as const))('%s', (_, definition) => {
  const { map, start, onCancel, onOverdue } = definition

  it('reaches every step of its map', () => {
    const ways = [start, onCancel, onOverdue].filter((step) => step !== undefined)
    expect([...reachable(definition, ways)].filter((step) => step !== 'done').toSorted()).toEqual(
      Object.keys(map).toSorted(),
    )
  })

  it('can come to an end from every step', () => {
    const ends = new Set(['done', ...Object.keys(map).filter((step) => map[step]?.length === 0)])
    for (const step of Object.keys(map))
      expect([...reachable(definition, [step])].some((it) => ends.has(it))).toBe(true)
  })

  it('says how long it may take and what it shuts others out of', () => {
    expect(definition.finishWithin).toBeGreaterThan(0)
    const input = { databaseId: 'db_x', hostId: 'ho_x', generation: 1, name: 'orders' }
    expect(definition.exclusiveOn(input)).toBe('db_x')
    expect(definition.subject?.(input)).toBe('orders')
  })
})

it('are drawn in the README as their maps stand', async () => {
  await expect(diagrams()).toMatchFileSnapshot('./README.md')
})
