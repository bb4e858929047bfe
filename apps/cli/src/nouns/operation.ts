import { operationRoutes } from '@holdfast/shared/contract/operation-routes'
import { OperationId } from '@holdfast/shared/ids'
import { type Command, UsageError } from '../command.ts'
import { follow, stepInWords } from '../follow.ts'
import { table } from '../output.ts'

const idOf = (text: string): OperationId => {
  const id = OperationId.safeParse(text)
  if (!id.success) throw new UsageError(`"${text}" is not an operation id (op_…)`)
  return id.data
}

const list: Command = {
  usage: 'operation list',
  summary: 'The newest operations',
  async run(context) {
    const page = await context.call(operationRoutes.list, { query: { limit: 50 } })
    const rows = page.items.map((it) => [it.id, it.kind, it.subject, it.state, stepInWords(it.step), it.startedAt])
    context.output.result(page, table(['id', 'kind', 'subject', 'state', 'step', 'started'], rows))
    return 0
  },
}

const show: Command = {
  usage: 'operation show ID',
  summary: 'One operation with its events',
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
  async run(context, args) {
    const { operation, code } = await follow(context, idOf(args.at(0)))
    context.output.result(operation, '')
    return code
  },
}

const cancel: Command = {
  usage: 'operation cancel ID',
  summary: 'Ask an operation to stop and undo what it did',
  async run(context, args) {
    const operation = await context.call(operationRoutes.cancel, { params: { operationId: idOf(args.at(0)) } })
    context.output.result(operation, `${operation.kind} was asked to stop`)
    return 0
  },
}

export const operationCommands: readonly Command[] = [list, show, watch, cancel]
