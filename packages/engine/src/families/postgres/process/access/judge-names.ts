import type { InstancePage } from '@holdfast/shared/state/instance-page'
import { logicalDatabaseName, loginPair, ownerOf, roleName } from '../../access-names.ts'
import { item, type Refusal } from './wishes.ts'

/** Names that cannot be, whoever wrote the page, and names that are taken on this very page. Pure. */
export function judgeNames(page: InstancePage): Refusal[] {
  const { access } = page
  if (!access) return []
  const own = new Set([page.ownerRole, ...Object.keys(page.logins), ...(page.pooler ? [page.pooler.login] : [])])
  const roles = access.roles.flatMap(({ name, logins, state }): Refusal[] => {
    const pair: readonly string[] = loginPair(name)
    const refuse = (because: string) => [{ item: item.role(name), because }]
    if (!roleName.pattern.test(name)) return refuse(`${name} cannot be the name of a role here`)
    if ([name, ...pair].some((it) => own.has(it))) return refuse(`${name} is taken by the database’s own roles`)
    const strange = Object.keys(logins).filter((login) => !pair.includes(login))
    if (state === 'present' && strange.length > 0) return refuse(`${strange.join(', ')} cannot be a login of ${name}`)
    return isTwice(name, access.roles) ? refuse(`${name} stands twice on the page`) : []
  })
  const databases = access.databases.flatMap(({ name }): Refusal[] => {
    const refuse = (because: string) => [{ item: item.database(name), because }]
    if (!logicalDatabaseName.pattern.test(name)) return refuse(`${name} cannot be the name of a logical database here`)
    if (name === page.databaseName) return refuse(`${name} is the first database`)
    if (own.has(ownerOf(name)))
      return refuse(`${ownerOf(name)}, its owner’s name, is taken by the database’s own roles`)
    return isTwice(name, access.databases) ? refuse(`${name} stands twice on the page`) : []
  })
  return [...roles, ...databases]
}

const isTwice = (name: string, all: readonly { readonly name: string }[]): boolean =>
  all.filter((it) => it.name === name).length > 1
