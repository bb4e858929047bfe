import type { OperationDetail } from '../contract/operation-routes.ts'
import { operationRoutes } from '../contract/operation-routes.ts'
import type { Call } from './client.ts'

export interface FollowOptions {
  readonly call: Call
  readonly operationId: OperationDetail['id']
  /** Called at each change of step or reason. */
  readonly onChange?: (operation: OperationDetail) => void
  readonly signal?: AbortSignal
}

/** Follows an operation to its end by polling (100 ms at first, 1 s after the first 10 s); never gives up by itself. */
export async function followOperation({
  call,
  operationId,
  onChange,
  signal,
}: FollowOptions): Promise<OperationDetail> {
  const startedAt = Date.now()
  let shown = -1
  for (;;) {
    const operation = await call(operationRoutes.show, { params: { operationId }, ...(signal && { signal }) })
    if (operation.version !== shown) onChange?.(operation)
    shown = operation.version
    if (operation.state !== 'running') return operation
    await new Promise((resolve) => setTimeout(resolve, Date.now() - startedAt < 10_000 ? 100 : 1000))
  }
}
