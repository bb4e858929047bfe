import type { AlertView, Severity } from '@holdfast/shared/contract/alert-routes'
import { formatCount, formatDuration, formatList } from '../ui/numbers.ts'

/** What is wrong, in words, by kind; `name` is what it is about. */
const headings: Readonly<Record<AlertView['kind'], (name: string) => string>> = {
  'host-silent': (name) => `${name} is silent`,
  'database-unreachable': (name) => `${name} cannot be reached`,
  'database-failed': (name) => `${name} has failed`,
  'disk-filling': (name) => `The disk of ${name} is filling`,
  'operation-overdue': (name) => `${name} takes longer than it may`,
  'certificate-ending': (name) => `The certificate of ${name} ends soon`,
  'webhook-failing': (name) => `The webhook to ${name} fails`,
  'agent-refused': (name) => `An agent of ${name} is refused`,
  'metrics-store-unavailable': () => 'Metrics cannot be kept or shown',
}

export const alertHeading = ({ kind, subjectName }: Pick<AlertView, 'kind' | 'subjectName'>): string =>
  headings[kind](subjectName)

const severities: Readonly<Record<Severity, string>> = { critical: 'Critical', warning: 'Warning', info: 'Info' }

/** `2 critical and 1 warning`. */
function counted(alerts: readonly Pick<AlertView, 'severity'>[]): string {
  const parts = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const count = alerts.filter((alert) => alert.severity === severity).length
    return count === 0 ? [] : [`${formatCount(count)} ${severities[severity].toLowerCase()}`]
  })
  return formatList(parts)
}

export const text = {
  title: 'Alerts',
  severities,
  calm: 'Nothing is wrong.',
  sentence: (alerts: readonly Pick<AlertView, 'severity'>[]) => `Open: ${counted(alerts)}.`,
  open: {
    organization: 'Of your databases',
    installation: 'Of hosts and the platform',
    none: {
      organization: 'No alert is open about your databases, operations and webhooks.',
      installation: 'No alert is open about hosts and the platform.',
    },
    cut: 'Only the newest 200 are shown.',
    because: (because: string) => `Because ${because}.`,
    since: 'Since',
    look: 'Look at it',
  },
  mute: {
    open: 'Mute',
    openOf: (heading: string) => `Mute: ${heading}`,
    lead: 'No e-mail is sent about it for a while. It stays on this page, and webhooks still hear of it.',
    for: 'For',
    until: (moment: string) => `Until ${moment}.`,
    because: 'Because',
    becauseHint: 'Others read this and know why nobody was told.',
    becauseRequired: 'Say why, for those who wonder.',
    submit: 'Mute',
    busy: 'Muting…',
    muted: ({ until, because, by }: Record<'until' | 'because' | 'by', string>) =>
      `Muted until ${until} by ${by}: ${because}`,
    done: (heading: string, until: string) => `“${heading}” is muted until ${until}.`,
    unmute: 'Unmute',
    unmuting: 'Unmuting…',
    unmuteOf: (heading: string) => `Unmute: ${heading}`,
    unmuted: (heading: string) => `“${heading}” is no longer muted.`,
    choices: ([30, 120, 480, 1440, 10_080, 43_200] as const).map(
      (minutes) => [minutes, formatDuration(minutes * 60_000)] as const,
    ),
  },
  history: {
    organization: 'History of your databases',
    installation: 'History of hosts and the platform',
    none: 'No alert has been closed yet.',
    what: 'What',
    severity: 'Severity',
    opened: 'Opened',
    lasted: 'Lasted',
    ended: 'Over because',
    more: 'Show older ones',
    loading: 'Loading…',
  },
  mail: {
    title: 'Who is told by e-mail',
    lead: 'Without a choice of their own, owners and admins get warnings and critical alerts, others none. Operators always get those of hosts and the platform. Nothing is sent while the installation has no mail server.',
    member: 'Member',
    gets: 'Gets',
    levels: {
      none: 'No alerts',
      info: 'All alerts',
      warning: 'Warnings and critical ones',
      critical: 'Critical ones only',
    },
    byDefault: 'by default',
    save: 'Save',
    saving: 'Saving…',
    saved: (email: string) => `The choice for ${email} is kept.`,
    cut: 'Only the first 200 members are shown.',
  },
}
