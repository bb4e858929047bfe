import type { AlertKind, Severity } from '@holdfast/shared/contract/alert-routes'
import type { OrganizationId } from '@holdfast/shared/ids'

/** Something that is wrong now and that somebody should know. */
export interface Trouble {
  readonly organizationId: OrganizationId
  readonly kind: AlertKind
  /** Id of what it is about; with organization and kind it names the alert. */
  readonly subject: string
  readonly subjectName: string
  readonly severity: Severity
  readonly because: string
}

export type AboutWhat = Pick<Trouble, 'organizationId' | 'kind' | 'subject'>

export const alertKey = ({ organizationId, kind, subject }: AboutWhat): string => `${organizationId} ${kind} ${subject}`

const order: readonly Severity[] = ['info', 'warning', 'critical']
export const isAtLeast = (severity: Severity, least: Severity): boolean =>
  order.indexOf(severity) >= order.indexOf(least)
