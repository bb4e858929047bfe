import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { addressWordOf, currentPerson, installationQuery, membershipOf } from './people/index.ts'
import { Faulty } from './shell/faulty.tsx'
import { NotFound } from './shell/not-found.tsx'

interface RouterContext {
  readonly client: QueryClient
}
type Search = Record<string, unknown>

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const oneOf = <Choice extends string>(choices: readonly Choice[], value: unknown): Choice | undefined =>
  choices.find((choice) => choice === value)
/** Only a path of this origin may be gone to after the sign-in. */
const pathWithin = (value: unknown) => (word(value)?.match(/^\/(?!\/)/) ? word(value) : undefined)
/** Leaves out what is not there, so that addresses stay short. */
const given = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>
  }

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFound, errorComponent: Faulty })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const person = await currentPerson()
    const [first] = person?.memberships ?? []
    if (person && first)
      throw redirect({ to: '/o/$org/databases', params: { org: addressWordOf(first, person.memberships) } })
    const { needsSetup } = await context.client.ensureQueryData(installationQuery())
    throw redirect(needsSetup ? { to: '/setup' } : { to: '/sign-in' })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search) => given({ to: pathWithin(search.to) }),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  beforeLoad: async ({ context }) => {
    const { needsSetup } = await context.client.ensureQueryData(installationQuery())
    if (needsSetup) throw redirect({ to: '/setup' })
  },
  component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUpPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  beforeLoad: async ({ context }) => {
    const { needsSetup } = await context.client.ensureQueryData(installationQuery())
    if (!needsSetup) throw redirect({ to: '/sign-in' })
  },
  component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUpPage'),
})

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$org',
  beforeLoad: async ({ params, location }) => {
    const person = await currentPerson()
    if (!person) throw redirect({ to: '/sign-in', search: { to: location.href } })
    const membership = membershipOf(person, params.org)
    if (!membership) throw redirect({ to: '/' })
    return { membership }
  },
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
})

const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/o/$org/databases', params })
  },
})

const databases = createRoute({
  getParentRoute: () => organization,
  path: '/databases',
  validateSearch: (search: Search) => given({ q: word(search.q) }),
  component: lazyRouteComponent(() => import('./pages/databases.tsx'), 'DatabasesPage'),
})

const createDatabase = createRoute({
  getParentRoute: () => organization,
  path: '/databases/new',
  validateSearch: (search: Search) => given({ size: word(search.size) }),
  component: lazyRouteComponent(() => import('./pages/create-database.tsx'), 'CreateDatabasePage'),
})

const overview = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db',
  component: lazyRouteComponent(() => import('./pages/database-overview.tsx'), 'DatabaseOverviewPage'),
})

const settings = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/settings',
  component: lazyRouteComponent(() => import('./pages/database-settings.tsx'), 'DatabaseSettingsPage'),
})

const topology = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/topology',
  component: lazyRouteComponent(() => import('./pages/database-topology.tsx'), 'DatabaseTopologyPage'),
})

const danger = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/danger',
  component: lazyRouteComponent(() => import('./pages/database-danger.tsx'), 'DatabaseDangerPage'),
})

const operations = createRoute({
  getParentRoute: () => organization,
  path: '/operations',
  validateSearch: (search: Search) =>
    given({ state: oneOf(['running', 'succeeded', 'failed', 'cancelled'] as const, search.state) }),
  component: lazyRouteComponent(() => import('./pages/operations.tsx'), 'OperationsPage'),
})

const operation = createRoute({
  getParentRoute: () => organization,
  path: '/operations/$id',
  component: lazyRouteComponent(() => import('./pages/operation.tsx'), 'OperationPage'),
})

const hosts = createRoute({
  getParentRoute: () => organization,
  path: '/hosts',
  component: lazyRouteComponent(() => import('./pages/hosts.tsx'), 'HostsPage'),
})

/** The map of addresses; one line a page below, its path and search above. */
export const routeTree = root.addChildren([
  home,
  signIn,
  signUp,
  setup,
  organization.addChildren([
    organizationHome,
    databases,
    createDatabase,
    overview,
    topology,
    settings,
    danger,
    operations,
    operation,
    hosts,
  ]),
])
