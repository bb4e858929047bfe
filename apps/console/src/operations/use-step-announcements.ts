import type { OperationView } from '@holdfast/shared/contract/operation-routes'
import { useEffect, useRef } from 'react'
import { useAnnounce } from '../ui/announcer.tsx'
import { operationTitle, stepWords } from './text.ts'

/** Speaks when an operation changes its step or ends; not what was so when the page came. */
export function useStepAnnouncements(operations: readonly OperationView[]): void {
  const announce = useAnnounce()
  const before = useRef<ReadonlyMap<string, string> | null>(null)

  useEffect(() => {
    const told = new Map(operations.map(({ id, step, state }) => [id, `${state} ${step}`]))
    for (const operation of before.current ? operations : []) {
      if (before.current?.get(operation.id) === told.get(operation.id)) continue
      const { state, step } = operation
      const title = operationTitle(operation)
      announce(
        state === 'running' ? `${title}: ${stepWords(step)}.` : `${title}.`,
        state === 'failed' ? 'assertive' : 'polite',
      )
    }
    before.current = told
  }, [operations, announce])
}
