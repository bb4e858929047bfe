import { databaseRoutes } from '@holdfast/shared/contract/database-routes'
import { operationRoutes } from '@holdfast/shared/contract/operation-routes'
import { OperationId } from '@holdfast/shared/ids'
import { type Command, type Offer, UsageError } from '../command.ts'
import { follow, stepInWords } from '../follow.ts'
import { listCommand } from '../list-command.ts'
import { databaseNames } from '../offers.ts'
import { table } from '../output.ts'

const idOf = (text: string): OperationId => {
  const id = OperationId.safeParse(text)
  if (!id.success) throw new UsageError(`"${text}" is not an operation id (op_…)`)
  return id.data
}

const list = listCommand({
  usage: 'operation list [--database NAME] [--running]',
  summary: 'The newest operations',
  example: 'holdfast operation list --database orders --limit 10',
  options: { database: { type: 'string' }, running: { type: 'boolean' } },
  offers: { '--database': databaseNames },
  ask: async (context, query, args) => {
    const database = args.text('database')
    const subject =
      database === undefined ? undefined : await context.call(databaseRoutes.show, { params: { database } })
    const more = {
      ...(subject && { databaseId: subject.id }),
      ...(args.flag('running') && { state: 'running' as const }),
    }
    return context.call(operationRoutes.list, { query: { ...query, ...more } })
  },
  head: ['id', 'kind', 'subject', 'state', 'step', 'started'],
  row: (it) => [it.id, it.kind, it.subject, it.state, stepInWords(it.step), it.startedAt],
  none: 'Nothing was done yet.',
  usualLimit: 50,
})

const newestIds: Offer = async ({ call }) =>
  (await call(operationRoutes.list, { query: { limit: 30 } })).items.map(({ id }) => id)

const show: Command = {
  usage: 'operation show ID',
  summary: 'One operation with its events',
  example: 'holdfast operation show op_01jz8k3m9q0000000000',
  offers: { ID: newestIds },
  async run(context, args) {
    const operation = await context.call(operationRoutes.show, { params: { operationId: idOf(args.at(0)) } })
    const events = operation.events.map((it) => [
      it.at,
      stepInWords(it.step),
      it.move,
      it.because ?? (it.next ? stepInWords(it.next) : null),
    ])
    const problem = operation.problem
      ? `\n${operation.problem.title}. ${operation.problem.detail}\n  ${operation.problem.remedy}`
      : ''
    context.output.result(
      operation,
      `${operation.kind} of ${operation.subject ?? 'the installation'}: ${operation.state}\n${table(['at', 'step', 'move', 'because'], events)}${problem}`,
    )
    return 0
  },
}

const watch: Command = {
  usage: 'operation watch ID',
  summary: 'Follow an operation to its end',
  example: 'holdfast operation watch op_01jz8k3m9q0000000000',
  offers: { ID: newestIds },
  async run(context, args) {
    const { operation, code } = await follow(context, idOf(args.at(0)))
    context.output.result(operation, '')
    return code
  },
}

const cancel: Command = {
  usage: 'operation cancel ID',
  summary: 'Ask an operation to stop and undo what it did',
  example: 'holdfast operation cancel op_01jz8k3m9q0000000000',
  offers: { ID: newestIds },
  async run(context, args) {
    const operation = await context.call(operationRoutes.cancel, { params: { operationId: idOf(args.at(0)) } })
    context.output.result(operation, `${operation.kind} was asked to stop`)
    return 0
  },
}

export const operationCommands: readonly Command[] = [list, show, watch, cancel]
