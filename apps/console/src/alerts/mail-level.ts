import type { MailRuleView, Severity } from '@holdfast/shared/contract/alert-routes'

/** From which severity on a member is told by e-mail, as forms and lines of a terminal say it. */
export const mailLevels = ['info', 'warning', 'critical', 'none'] as const
export type MailLevel = (typeof mailLevels)[number]

export const levelOf = ({ leastSeverity }: Pick<MailRuleView, 'leastSeverity'>): MailLevel => leastSeverity ?? 'none'
export const severityOf = (level: MailLevel): Severity | null => (level === 'none' ? null : level)
