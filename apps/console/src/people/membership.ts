import type { PersonView } from '@holdfast/shared/contract/person-routes'

export type Membership = PersonView['memberships'][number]

/** The organization's word in addresses: its name, or its id where the person belongs to two of the same name. */
export function addressWordOf(membership: Membership, all: readonly Membership[]): string {
  const isAlone = all.filter(({ name }) => name === membership.name).length === 1
  return isAlone ? membership.name : membership.organizationId
}

/** The membership that an address speaks of, by name or id. */
export const membershipOf = (person: PersonView, word: string): Membership | undefined =>
  person.memberships.find(({ organizationId }) => organizationId === word) ??
  person.memberships.find(({ name }) => name === word)
