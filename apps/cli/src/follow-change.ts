import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import type { Arguments, Context } from './command.ts'
import { follow } from './follow.ts'

interface Change {
  /** What the API answered. */
  readonly document: { readonly operation: OperationView }
  /** What is under way, for people. */
  readonly text: string
  /** What is so once the operation succeeded. */
  readonly done: string
}

/** Answers at once, or with `--wait` when the operation has ended. Gives the exit code. */
export async function followChange(
  context: Context,
  args: Arguments,
  { document, text, done }: Change,
): Promise<number> {
  if (!args.flag('wait')) {
    context.output.result(document, text)
    return 0
  }
  const { operation, code } = await follow(context, document.operation.id)
  context.output.result({ ...document, operation }, code === 0 ? done : '')
  return code
}
