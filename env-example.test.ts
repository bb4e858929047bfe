import { expect, it } from 'vitest'
import type { z } from 'zod'
import { AgentEnvironment } from './apps/agent/src/config.ts'
import { GatewayEnvironment } from './apps/agent/src/gateway/config.ts'
import { ApiEnvironment } from './apps/api/src/config.ts'
import { InstallationSettings } from './docker/config.ts'

const sections: [string, z.ZodObject][] = [
  ['What `npm start` reads, and hands on to the parts', InstallationSettings],
  ['The api alone, where it is not started by `npm start`', ApiEnvironment],
  ['The agent alone, on a host of its own', AgentEnvironment],
  ['The gateway alone', GatewayEnvironment],
]

/** `.env.example` as the schemas have it: every setting once, where it is first read. `vitest -u` writes it anew. */
const expected = (): string => {
  const known = new Set<string>()
  const parts = sections.flatMap(([title, schema]) => {
    const fresh = Object.entries(schema.shape).filter(([name]) => !known.has(name))
    for (const [name] of fresh) known.add(name)
    const lines = fresh.map(
      ([name, field]) => `# ${sentence(field as z.ZodType)}\n#${name}=${defaultOf(field as z.ZodType)}`,
    )
    return lines.length === 0 ? [] : [`## ${title}\n\n${lines.join('\n\n')}`]
  })
  const head =
    '# Settings of Holdfast. Copy this file to .env and set what differs: each line shows what holds without it.'
  return `${[head, ...parts].join('\n\n')}\n`
}

const sentence = (field: z.ZodType): string => (field.description ?? '').replace(/\.$/, '')

function defaultOf(field: z.ZodType): string {
  const { type, defaultValue } = field.def as { type: string; defaultValue?: unknown }
  if (type !== 'default' && type !== 'prefault') return ''
  if (Array.isArray(defaultValue)) return defaultValue.join(',')
  return typeof defaultValue === 'object' ? '' : String(defaultValue)
}

it('.env.example lists every setting of every part, with its default', async () => {
  await expect(expected()).toMatchFileSnapshot('.env.example')
})

it('says of every setting what it is', () => {
  const described = new Set<string>()
  const names = new Set<string>()
  for (const [, schema] of sections)
    for (const [name, field] of Object.entries(schema.shape)) {
      names.add(name)
      if ((field as z.ZodType).description) described.add(name)
    }
  expect([...names].filter((name) => !described.has(name))).toEqual([])
})
