import { AccountFrame } from '../people/index.ts'

/** Around the pages of a person that belong to no organization. */
export function AccountFramePage() {
  return <AccountFrame />
}
