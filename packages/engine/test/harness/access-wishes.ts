import { type EngineDescriptor, findEngine } from '@holdfast/engine'
import type { PageAccess, PageAccessRole } from '@holdfast/shared/state/instance-page'
import type { ObservedAccess } from '@holdfast/shared/state/observed'
import { expect } from 'vitest'
import type { TestInstance } from './test-instance.ts'

export const noAccess: PageAccess = { databases: [], roles: [], extensions: [], clientCa: null, clientCrl: null }

/** The family that these wishes are about. */
export function engineWithAccess(): EngineDescriptor {
  const engine = findEngine('postgres')
  if (!engine?.access) throw new Error('the catalogue lacks PostgreSQL')
  return engine
}

export const loginsOf = (role: string): readonly [string, string] => engineWithAccess().access?.logins(role) ?? ['', '']

export const aRole = (name: string, change: Partial<PageAccessRole> = {}): PageAccessRole => ({
  name,
  logins: Object.fromEntries(loginsOf(name).map((login) => [login, 1])),
  grants: [],
  replication: false,
  needsCertificate: false,
  state: 'present',
  ...change,
})

/** Wishes inside one instance, in the words of a test. */
export function accessWishes(of: () => TestInstance) {
  /** Writes the wish, has it applied, and gives what is seen then. */
  const wish = async (change: Partial<PageAccess>): Promise<ObservedAccess> => {
    const instance = of()
    await instance.writeAccess({ ...(instance.page.access ?? noAccess), ...change })
    const { status, body } = await instance.control('POST', '/apply')
    expect([status, body]).toEqual([200, expect.anything()])
    const { access } = await instance.observe()
    if (!access) throw new Error('nothing was seen inside')
    return access
  }
  /** The roles of the page but this one. */
  const others = (name: string) => (of().page.access?.roles ?? []).filter((role) => role.name !== name)
  return { wish, others, wishRole: (role: PageAccessRole) => wish({ roles: [...others(role.name), role] }) }
}

/** Who asks, and where. */
export const as = (user: string, database = 'shop') => ({ user, database })
