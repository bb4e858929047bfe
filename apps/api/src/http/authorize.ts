import type { Access } from '@holdfast/shared/contract/define-route'
import { type Caller, demandPermission } from '../people/caller.ts'

/** Throws `permission-missing` unless the caller may use a route with this access. `public` and `signed-in` ask for no permission. */
export function authorize(caller: Caller, access: Access): void {
  if (access !== 'public' && access !== 'signed-in') demandPermission(caller, access)
}
