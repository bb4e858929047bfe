import { type AlertView, alertRoutes } from '@holdfast/shared/contract/alert-routes'
import { AlertId } from '@holdfast/shared/ids'
import { type Command, type Offer, UsageError } from '../command.ts'
import { listCommand } from '../list-command.ts'
import { alertMailCommands } from './alert-mail.ts'

const rowOf = (alert: AlertView) => [
  alert.id,
  alert.severity,
  alert.kind,
  alert.subjectName,
  alert.openedAt,
  alert.closedAt ?? (alert.muted ? `muted until ${alert.muted.until}` : 'open'),
  alert.closedBecause ?? alert.because,
]

const list = listCommand({
  usage: 'alert list [--closed] [--installation]',
  summary: 'What is wrong now, or was (--closed); of hosts and the platform with --installation',
  example: 'holdfast alert list --closed',
  options: { closed: { type: 'boolean' }, installation: { type: 'boolean' } },
  ask: (context, query, args) => {
    const route = args.flag('installation') ? alertRoutes.listOfInstallation : alertRoutes.list
    return context.call(route, { query: { ...query, state: args.flag('closed') ? 'closed' : 'open' } })
  },
  head: ['id', 'severity', 'what', 'subject', 'since', 'until', 'because'],
  row: rowOf,
  none: 'There are no such alerts.',
  usualLimit: 100,
})

const unitMinutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440 }

function minutesOf(text: string | undefined): number {
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text ?? '') ?? []
  const minutes = Number(amount) * (unitMinutes[unit] ?? Number.NaN)
  if (!(minutes >= 1)) throw new UsageError('needs --for 30m, 2h or 1d')
  return minutes
}

const openAlertIds: Offer = async ({ call }) =>
  (await call(alertRoutes.list, { query: { limit: 200 } })).items.map(({ id }) => id)

const idOf = (text: string): AlertId => {
  const id = AlertId.safeParse(text)
  if (!id.success) throw new UsageError(`"${text}" is not an alert id (al_…)`)
  return id.data
}

const mute: Command = {
  usage: 'alert mute ID --for 2h --because TEXT [--installation]',
  summary: 'Send no e-mail about an alert for a while; it stays visible',
  example: 'holdfast alert mute al_01jz8k3m9q0000000000 --for 2h --because "the disk is being grown"',
  offers: { ID: openAlertIds },
  options: { for: { type: 'string' }, because: { type: 'string' }, installation: { type: 'boolean' } },
  async run(context, args) {
    const alertId = idOf(args.at(0))
    const because = args.text('because')
    if (!because) throw new UsageError('needs --because TEXT, for those who wonder')
    const route = args.flag('installation') ? alertRoutes.muteOfInstallation : alertRoutes.mute
    const body = { minutes: minutesOf(args.text('for')), because }
    const alert = await context.call(route, { params: { alertId }, body })
    context.output.result(alert, `${alert.id} is muted until ${alert.muted?.until}`)
    return 0
  },
}

const unmute: Command = {
  usage: 'alert unmute ID [--installation]',
  summary: 'Send e-mail about an alert again',
  example: 'holdfast alert unmute al_01jz8k3m9q0000000000',
  offers: { ID: openAlertIds },
  options: { installation: { type: 'boolean' } },
  async run(context, args) {
    const route = args.flag('installation') ? alertRoutes.unmuteOfInstallation : alertRoutes.unmute
    const alert = await context.call(route, { params: { alertId: idOf(args.at(0)) } })
    context.output.result(alert, `${alert.id} is no longer muted`)
    return 0
  },
}

export const alertCommands: readonly Command[] = [list, mute, unmute, ...alertMailCommands]
