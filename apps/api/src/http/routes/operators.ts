import { operatorRoutes } from '@holdfast/shared/contract/operator-routes'
import { setOperator } from '../../people/operators.ts'
import { listOrganizationRows } from '../../people/organization-store.ts'
import { offerResetToPerson } from '../../people/password-resets.ts'
import { listPersonViews } from '../../people/person-store.ts'
import { mount } from '../mount.ts'
import { pageOf } from '../page-of.ts'
import type { ServerDesk } from '../server-desk.ts'
import { resetReply } from './members.ts'
import { readQuota } from './organizations.ts'

export function mountOperators(server: ServerDesk): void {
  mount(server, operatorRoutes.listPeople, ({ database, query }) =>
    pageOf(query, (page) => listPersonViews(database.read, { ...page, email: query.email })),
  )
  mount(server, operatorRoutes.setOperator, async ({ tx, params, body, audit }) => {
    const person = await setOperator(tx, { ...params, ...body })
    audit(person.id, { email: person.email, isOperator: person.isOperator })
    return person
  })
  mount(server, operatorRoutes.offerPasswordReset, async ({ tx, caller, params, audit }) => {
    const offer = await offerResetToPerson(tx, caller, params.personId)
    audit(offer.personId, { email: offer.email })
    return resetReply(server, offer)
  })
  mount(server, operatorRoutes.listOrganizations, async ({ database, query }) => {
    const page = await pageOf(query, (wanted) => listOrganizationRows(database.read, wanted))
    const items = []
    for (const { id, name, members, createdAt } of page.items)
      items.push({ id, name, members, createdAt: createdAt.toISOString(), ...(await readQuota(database.read, id)) })
    return { ...page, items }
  })
}
