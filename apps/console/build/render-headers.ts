import type { Route } from '@holdfast/shared/contract/define-route'

/** Which routes want headers beyond the usual ones. Returns the text of `src/commands/headers-of-routes.ts`. */
export function renderHeaders(contract: Readonly<Record<string, Readonly<Record<string, Route>>>>): string {
  const lines = Object.values(contract).flatMap((routes) =>
    Object.values(routes).flatMap(({ method, path, idempotent, ifMatch }) => {
      const needed = [...(idempotent ? ["'idempotency-key'"] : []), ...(ifMatch ? ["'if-match'"] : [])]
      return needed.length > 0 ? [`  '${method} ${path}': [${needed.join(', ')}],`] : []
    }),
  )
  return [
    '/** Headers that routes of the contract need. Written by `npm run build`; do not edit. */',
    'export const headersOfRoutes = {',
    ...lines,
    '} as const',
    '',
  ].join('\n')
}
