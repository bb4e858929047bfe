import type { Route } from '@holdfast/shared/contract/define-route'

/**
 * The contract as the browser needs it: method and path of every route, nothing of its schemas.
 * Returns the text of `src/api/paths.ts`.
 */
export function renderPaths(contract: Readonly<Record<string, Readonly<Record<string, Route>>>>): string {
  const lines = Object.entries(contract).flatMap(([group, routes]) =>
    Object.entries(routes).map(([name, { method, path }]) => `  '${group}.${name}': '${method} ${path}',`),
  )
  return [
    '/** Method and path of every route of the contract. Written by `npm run build`; do not edit. */',
    'export const paths = {',
    ...lines,
    '} as const',
    '',
  ].join('\n')
}
