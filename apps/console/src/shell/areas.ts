import type { Permission } from '@holdfast/shared/contract/permissions'
import type { IconName } from '../ui/icon.tsx'
import { text } from './text.ts'

export interface Area {
  readonly word: string
  readonly icon: IconName
  /** The second key of the way there: `g d`. */
  readonly key: string
  /** Whoever lacks it does not see the area. */
  readonly permission: Permission
}

/** The areas of an organization in the order of the rail: group by group. The palette and the shortcuts read this too. */
export const areaGroups = [
  [
    {
      to: '/o/$org/databases',
      word: text.areas.databases,
      icon: 'database',
      key: 'd',
      permission: 'database:read',
    },
  ],
  [
    { to: '/o/$org/operations', word: text.areas.operations, icon: 'activity', key: 'o', permission: 'operation:read' },
    { to: '/o/$org/hosts', word: text.areas.hosts, icon: 'server', key: 'h', permission: 'host:read' },
    {
      to: '/o/$org/alerts',
      word: text.areas.alerts,
      icon: 'triangle-alert',
      key: 'l',
      permission: 'operation:read',
    },
  ],
  [
    { to: '/o/$org/audit', word: text.areas.audit, icon: 'scroll-text', key: 'a', permission: 'audit:read' },
    {
      to: '/o/$org/webhooks',
      word: text.areas.webhooks,
      icon: 'webhook',
      key: 'w',
      permission: 'organization:manage',
    },
    { to: '/o/$org/people', word: text.areas.people, icon: 'users', key: 'p', permission: 'organization:read' },
    { to: '/o/$org/tokens', word: text.areas.tokens, icon: 'key-round', key: 't', permission: 'organization:read' },
    { to: '/o/$org/settings', word: text.areas.settings, icon: 'settings', key: 's', permission: 'organization:read' },
  ],
] as const satisfies readonly (readonly (Area & { to: string })[])[]

type KnownArea = (typeof areaGroups)[number][number]

/** The areas that somebody with these permissions may see, group by group. */
export const visibleAreas = (permissions: ReadonlySet<string>): readonly (readonly KnownArea[])[] =>
  areaGroups
    .map((group) => group.filter(({ permission }) => permissions.has(permission)))
    .filter(({ length }) => length > 0)
