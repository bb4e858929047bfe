import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent as lazily, redirect } from '@tanstack/react-router'
import { loadPatiently } from './api/load-patiently.ts'
import { databaseQuery, databasesQuery } from './databases/index.ts'
import {
  addressWordOf,
  callerQuery,
  currentPerson,
  installationQuery,
  keepSecret,
  membershipOf,
} from './people/index.ts'
import { Faulty } from './shell/faulty.tsx'
import { NotFound } from './shell/not-found.tsx'

const lazyRouteComponent: typeof lazily = (load, name) => lazily(() => loadPatiently(load), name)

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

const skeletonAfterMs = 200
/**
 * What comes within the moment in which no skeleton is shown is there when the page is first drawn: one drawing instead of two,
 * and React lets no content follow a skeleton sooner than 300 ms. A failure is told by the part that needs the answer.
 */
const soon = (work: readonly Promise<unknown>[]) =>
  Promise.race([Promise.allSettled(work), new Promise((resolve) => setTimeout(resolve, skeletonAfterMs))])

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFound, errorComponent: Faulty })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const person = await currentPerson()
    const [first] = person?.memberships ?? []
    if (person && first) throw redirect({ to: '/o/$org', params: { org: addressWordOf(first, person.memberships) } })
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

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./pages/forgot-password.tsx'), 'ForgotPasswordPage'),
})

/** The secret behind `#` is taken out of the address before anything is shown. */
const passwordReset = createRoute({
  getParentRoute: () => root,
  path: '/password-reset',
  beforeLoad: ({ location }) => {
    const { secret, isInAddress } = keepSecret('/password-reset', location.hash)
    if (isInAddress) throw redirect({ to: '/password-reset', replace: true })
    return { secret }
  },
  component: lazyRouteComponent(() => import('./pages/password-reset.tsx'), 'PasswordResetPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  beforeLoad: async ({ location }) => {
    const { secret, isInAddress } = keepSecret('/invitation', location.hash)
    if (isInAddress) throw redirect({ to: '/invitation', replace: true })
    await currentPerson()
    return { secret }
  },
  component: lazyRouteComponent(() => import('./pages/invitation.tsx'), 'InvitationPage'),
})

/** Pages of a person that belong to no organization. */
const personal = createRoute({
  getParentRoute: () => root,
  id: 'personal',
  beforeLoad: async ({ location }) => {
    if (!(await currentPerson())) throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
  component: lazyRouteComponent(() => import('./pages/account-frame.tsx'), 'AccountFramePage'),
})

const account = createRoute({
  getParentRoute: () => personal,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'AccountPage'),
})

const installation = createRoute({
  getParentRoute: () => personal,
  path: '/installation',
  validateSearch: (search: Search) => given({ email: word(search.email) }),
  component: lazyRouteComponent(() => import('./pages/installation.tsx'), 'InstallationPage'),
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
  loader: ({ context: { client, membership } }) =>
    soon([client.ensureQueryData(callerQuery(membership.organizationId))]),
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
})

const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params, context }) => {
    // An auditor reads the trail and nothing else.
    const isAuditor = context.membership.role === 'auditor'
    throw redirect({ to: isAuditor ? '/o/$org/audit' : '/o/$org/databases', params })
  },
})

const databases = createRoute({
  getParentRoute: () => organization,
  path: '/databases',
  validateSearch: (search: Search) => given({ q: word(search.q) }),
  loader: ({ context: { client, membership } }) =>
    soon([client.ensureQueryData(databasesQuery(membership.organizationId))]),
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
  loader: ({ context: { client, membership }, params }) =>
    soon([client.ensureQueryData(databaseQuery(membership.organizationId, params.db))]),
  component: lazyRouteComponent(() => import('./pages/database-overview.tsx'), 'DatabaseOverviewPage'),
})

const settings = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/settings',
  component: lazyRouteComponent(() => import('./pages/database-settings.tsx'), 'DatabaseSettingsPage'),
})

const metrics = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/metrics',
  validateSearch: (search: Search) => given({ from: word(search.from), to: word(search.to) }),
  component: lazyRouteComponent(() => import('./pages/database-metrics.tsx'), 'DatabaseMetricsPage'),
})

const topology = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/topology',
  component: lazyRouteComponent(() => import('./pages/database-topology.tsx'), 'DatabaseTopologyPage'),
})

const access = createRoute({
  getParentRoute: () => organization,
  path: '/d/$db/access',
  validateSearch: (search: Search) => given({ role: word(search.role), within: word(search.within) }),
  component: lazyRouteComponent(() => import('./pages/database-access.tsx'), 'DatabaseAccessPage'),
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

const host = createRoute({
  getParentRoute: () => organization,
  path: '/hosts/$host',
  component: lazyRouteComponent(() => import('./pages/host.tsx'), 'HostPage'),
})

const alerts = createRoute({
  getParentRoute: () => organization,
  path: '/alerts',
  component: lazyRouteComponent(() => import('./pages/alerts.tsx'), 'AlertsPage'),
})

const webhooks = createRoute({
  getParentRoute: () => organization,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./pages/webhooks.tsx'), 'WebhooksPage'),
})

const webhook = createRoute({
  getParentRoute: () => organization,
  path: '/webhooks/$webhook',
  component: lazyRouteComponent(() => import('./pages/webhook.tsx'), 'WebhookPage'),
})

const audit = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: (search: Search) =>
    given({ from: word(search.from), to: word(search.to), actor: word(search.actor), what: word(search.what) }),
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
})

const people = createRoute({
  getParentRoute: () => organization,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people.tsx'), 'PeoplePage'),
})

const invite = createRoute({
  getParentRoute: () => organization,
  path: '/people/invite',
  component: lazyRouteComponent(() => import('./pages/invite.tsx'), 'InvitePage'),
})

const member = createRoute({
  getParentRoute: () => organization,
  path: '/people/$person',
  component: lazyRouteComponent(() => import('./pages/member.tsx'), 'MemberPage'),
})

const tokens = createRoute({
  getParentRoute: () => organization,
  path: '/tokens',
  validateSearch: (search: Search) => given({ whose: oneOf(['own', 'all'] as const, search.whose) }),
  component: lazyRouteComponent(() => import('./pages/tokens.tsx'), 'TokensPage'),
})

const organizationSettings = createRoute({
  getParentRoute: () => organization,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/organization-settings.tsx'), 'OrganizationSettingsPage'),
})

/** The map of addresses; one line a page below, its path and search above. */
export const routeTree = root.addChildren([
  home,
  signIn,
  signUp,
  setup,
  forgotPassword,
  passwordReset,
  invitation,
  personal.addChildren([account, installation]),
  organization.addChildren([
    organizationHome,
    databases,
    people,
    invite,
    member,
    tokens,
    organizationSettings,
    createDatabase,
    overview,
    metrics,
    topology,
    access,
    settings,
    danger,
    operations,
    operation,
    hosts,
    host,
    alerts,
    webhooks,
    webhook,
    audit,
  ]),
])
