import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { Component, type ReactNode, Suspense } from 'react'
import { asProblem } from '../api/problem.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { ShownProblem } from './shown-problem.tsx'

interface BoundaryProps {
  onReset: () => void
  children: ReactNode
}

class Boundary extends Component<BoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  readonly retry = () => {
    this.props.onReset()
    this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    return error === undefined ? this.props.children : <ShownProblem problem={asProblem(error)} onRetry={this.retry} />
  }
}

/** A part of a page that loads for itself and fails for itself; `lines` is the height it will have. */
export function Part({ lines = 3, children }: { lines?: number; children: ReactNode }) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary onReset={reset}>
          <Suspense fallback={<Skeleton lines={lines} />}>{children}</Suspense>
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  )
}
