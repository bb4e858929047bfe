import { alertRoutes, type MailRuleView, Severity } from '@holdfast/shared/contract/alert-routes'
import { type Command, UsageError } from '../command.ts'
import { firstOf, listCommand } from '../list-command.ts'
import { memberEmails } from '../offers.ts'

const levels = [...Severity.options, 'none'] as const

const list = listCommand({
  usage: 'alert mail-list',
  summary: 'Which members get which alerts by e-mail',
  example: 'holdfast alert mail-list',
  ask: (context, query) => context.call(alertRoutes.mailRules, { query }),
  head: ['member', 'from severity', ''],
  row: ({ email, leastSeverity, isDefault }) => [email, leastSeverity ?? 'none', isDefault ? 'by default' : ''],
  none: 'There are no members.',
})

const set: Command = {
  usage: 'alert mail-set EMAIL --from SEVERITY',
  summary: `Choose from which severity on a member gets alerts by e-mail: ${levels.join(', ')}`,
  example: 'holdfast alert mail-set dana@example.com --from critical',
  offers: { EMAIL: memberEmails, '--from': levels },
  options: { from: { type: 'string' } },
  async run(context, args) {
    const level = levels.find((it) => it === args.text('from'))
    if (!level) throw new UsageError(`needs --from ${levels.join('|')}`)
    const email = args.at(0).toLowerCase()
    const rules = await firstOf<MailRuleView>(100_000, (query) => context.call(alertRoutes.mailRules, { query }))
    const found = rules.items.find((rule) => rule.email === email || rule.id === email)
    if (!found) throw new UsageError(`"${args.at(0)}" is no member; see holdfast member list`)
    const leastSeverity = level === 'none' ? null : level
    const rule = await context.call(alertRoutes.setMailRule, {
      params: { personId: found.id },
      body: { leastSeverity },
    })
    context.output.result(rule, `${rule.email} gets ${leastSeverity === null ? 'no alerts' : `${level} and above`}`)
    return 0
  },
}

export const alertMailCommands: readonly Command[] = [list, set]
