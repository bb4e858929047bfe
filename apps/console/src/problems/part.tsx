import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { Component, type ReactNode, Suspense } from 'react'
import { asProblem } from '../api/problem.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { ShownProblem } from './shown-problem.tsx'

interface BoundaryProps {
  about: string | undefined
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

  override componentDidUpdate(before: BoundaryProps) {
    if (before.about !== this.props.about && this.state.error !== undefined) this.retry()
  }

  override render() {
    const { error } = this.state
    return error === undefined ? this.props.children : <ShownProblem problem={asProblem(error)} onRetry={this.retry} />
  }
}

interface PartProps {
  /** The height it will have. */
  lines?: number
  /** What it shows, where that changes in place: a failure belongs to one of them only. */
  about?: string
  children: ReactNode
}

/** A part of a page that loads for itself and fails for itself. */
export function Part({ lines = 3, about, children }: PartProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary onReset={reset} about={about}>
          <Suspense fallback={<Skeleton lines={lines} />}>{children}</Suspense>
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  )
}
