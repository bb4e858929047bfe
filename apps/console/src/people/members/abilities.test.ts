import { permissionsOfRole } from '@holdfast/shared/contract/permissions'
import { describe, expect, it } from 'vitest'
import { abilities, roles } from './abilities.ts'
import { text } from './text.ts'

describe('the table of roles', () => {
  it('says of every role what the API grants it', () => {
    expect(roles).toEqual(Object.keys(permissionsOfRole))
    for (const { permission, roles: shown } of abilities)
      expect(shown, permission).toEqual(roles.filter((role) => permissionsOfRole[role].includes(permission)))
  })

  it('tells any two roles apart', () => {
    const columns = roles.map((role) => abilities.map((ability) => ability.roles.includes(role)).join())
    expect(new Set(columns).size).toBe(roles.length)
  })

  it('has words for each line', () => {
    for (const { permission } of abilities) expect(text.abilities[permission], permission).toBeTruthy()
  })
})
