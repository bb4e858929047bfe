import type { PersonView } from '@holdfast/shared/contract/person-routes'
import type { PersonId } from '@holdfast/shared/ids'
import { Problem } from '@holdfast/shared/problems/problem'
import type { Tx } from '../platform/database/database.ts'
import { rightsChanged } from './members.ts'
import { countOperators, findPersonView, lockSignUp, saveIsOperator } from './person-store.ts'

/** Makes a person an operator, or no longer one. The last operator stays. */
export async function setOperator(
  tx: Tx,
  { personId, isOperator }: { personId: PersonId; isOperator: boolean },
): Promise<PersonView> {
  await lockSignUp(tx)
  const person = await findPersonView(tx, personId)
  if (!person) throw new Problem('not-found', { subject: personId })
  if (person.isOperator && !isOperator && (await countOperators(tx)) === 1)
    throw new Problem('last-operator', { email: person.email })
  await saveIsOperator(tx, personId, isOperator)
  await rightsChanged(tx, personId)
  return { ...person, isOperator }
}
