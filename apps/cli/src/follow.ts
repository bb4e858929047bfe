import { followOperation } from '@holdfast/shared/client/follow-operation'
import type { OperationDetail } from '@holdfast/shared/contract/operation-routes'
import type { Context } from './command.ts'

/** `awaitInstance` → `await instance`: a step's name as people read it. */
export const stepInWords = (step: string): string => step.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const lineOf = (operation: OperationDetail): string => {
  const number = operation.steps.indexOf(operation.step) + 1
  const place = number > 0 ? `step ${number} of ${operation.steps.length}, ` : ''
  return `${operation.kind}: ${place}${stepInWords(operation.step)}${operation.because ? ` (${operation.because})` : ''}`
}

/** Shows each step until the operation ends. Gives the exit code: 0 when it succeeded. */
export async function follow(
  context: Context,
  operationId: OperationDetail['id'],
): Promise<{ operation: OperationDetail; code: number }> {
  const startedAt = Date.now()
  const operation = await followOperation({
    call: context.call,
    operationId,
    onChange: (it) => context.output.remark(lineOf(it)),
  })
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  context.output.remark(`${operation.kind} ${operation.state} after ${seconds} s`)
  if (operation.problem)
    context.output.remark(`${operation.problem.title}. ${operation.problem.detail}\n  ${operation.problem.remedy}`)
  return { operation, code: operation.state === 'succeeded' ? 0 : 1 }
}
