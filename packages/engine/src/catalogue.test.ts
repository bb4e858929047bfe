import { readFileSync } from 'node:fs'
import { GiB, MiB } from '@holdfast/shared/units'
import { describe, expect, it } from 'vitest'
import { catalogue, defaultEngine, findEngine } from './catalogue.ts'
import { findProcess } from './process-catalogue.ts'

describe.each(catalogue)('$displayName', (engine) => {
  it('is found by its name, and has a process behind it', () => {
    expect(findEngine(engine.family)).toBe(engine)
    expect(findProcess(engine.family)).toBeTypeOf('function')
    expect(engine.versions).toContain(engine.defaultVersion)
  })

  it.each(['a', 'shop', 'my-shop_2', 'x'.repeat(63)])('takes %j for a name', (name) => {
    expect(engine.nameRule.safeParse(name).success).toBe(true)
    const { database, ownerRole, logins } = engine.names(name)
    for (const inside of [database, ownerRole, ...logins]) expect(inside).toMatch(/^[a-z][a-z0-9_]{0,62}$/)
    expect(new Set(logins).size).toBe(2)
  })

  it.each(['', 'X', '1a', '-a', 'a b', 'é', "a';--", 'a$(x)', 'a/b', 'a.b', 'x'.repeat(64), 'a\n'])(
    'refuses %j as a name',
    (name) => {
      expect(engine.nameRule.safeParse(name).success).toBe(false)
    },
  )

  it('asks for a container that is limited, unprivileged and holds nothing but its volume and its control folder', () => {
    const spec = engine.container({
      image: 'sha256:x',
      cpus: 2,
      memoryBytes: 4 * GiB,
      volumePath: '/host/volume',
      controlPath: '/host/control',
      labels: { a: 'b' },
    })
    expect(spec.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(spec.mounts.map(({ source }) => source)).toEqual(['/host/volume', '/host/control'])
    expect(spec.limits).toMatchObject({ cpus: 2, memoryBytes: 4 * GiB })
    expect(spec.limits.pids).toBeGreaterThan(0)
    expect(spec.limits.sharedMemoryBytes).toBeGreaterThanOrEqual(64 * MiB)
    expect(spec.limits.sharedMemoryBytes).toBeLessThan(GiB)
    expect(spec.command.join(' ')).toContain('flock -n')
    expect(JSON.stringify(spec)).not.toMatch(/password|secret/i)
  })
})

it('has a default', () => {
  expect(catalogue).toContain(defaultEngine)
})

it('keeps engine code and client libraries behind the instance manager’s own catalogue', () => {
  const seen = new Set<string>()
  const visit = (url: URL) => {
    if (seen.has(url.href)) return
    seen.add(url.href)
    for (const [, from] of readFileSync(url, 'utf8').matchAll(/from '([^']+)'/g))
      if (from?.startsWith('.')) visit(new URL(from, url))
      else expect(from).toMatch(/^(zod|node:crypto|@holdfast\/shared\/)/)
  }
  visit(new URL('catalogue.ts', import.meta.url))
  expect([...seen].join()).not.toMatch(/instance-manager|\/process\//)
})
