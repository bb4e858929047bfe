import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '@holdfast/shared/client/client'
import { databaseRoutes } from '@holdfast/shared/contract/database-routes'

/** Waits until clients of the endpoint are led by the kernel; throws why they are not. */
export async function untilLed(
  call: Call,
  database: string,
  { endpoint, withinMs }: { endpoint: 'direct' | 'pooled'; withinMs: number },
): Promise<void> {
  for (const deadline = performance.now() + withinMs; ; await sleep(100)) {
    const path = (await call(databaseRoutes.connection, { params: { database } }))[endpoint]?.path
    if (path?.by === 'kernel') return
    if (performance.now() > deadline)
      throw new Error(
        `the kernel does not lead clients of this host: ${path?.because ?? 'its host says nothing of it'}`,
      )
  }
}
