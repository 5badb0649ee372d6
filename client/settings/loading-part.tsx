import type { ReactNode } from 'react'
import type { Loaded } from '../api/use-loaded.ts'
import { Button, EmptyState, Skeleton } from '../design/index.ts'

/** Shows what was loaded, or how the loading stands. */
export const LoadingPart = <Value,>({
  loaded,
  label,
  onRetry,
  children,
}: {
  readonly loaded: Loaded<Value>
  readonly label: string
  readonly onRetry: () => void
  readonly children: (value: Value) => ReactNode
}) => {
  switch (loaded.kind) {
    case 'loading':
      return <Skeleton lines={4} label={label} />
    case 'failed':
      return (
        <EmptyState
          title="This cannot be shown now"
          text={loaded.error.message}
          action={<Button onClick={onRetry}>Try again</Button>}
        />
      )
    case 'loaded':
      return children(loaded.value)
  }
}
