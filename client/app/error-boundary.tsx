import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { Button, EmptyState } from '../design/index.ts'

interface Props {
  /** Another one tries again: the page that was left is not the page that broke. */
  readonly place: string
  readonly children: ReactNode
}

type State = { readonly kind: 'well' } | { readonly kind: 'broken'; readonly place: string }

/** A bug in one page does not take the rest of the app along. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { kind: 'well' }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return state.kind === 'broken' && state.place !== '' && state.place !== props.place
      ? { kind: 'well' }
      : null
  }

  static getDerivedStateFromError(): State {
    return { kind: 'broken', place: '' }
  }

  override componentDidCatch(): void {
    this.setState({ kind: 'broken', place: this.props.place })
  }

  override render(): ReactNode {
    if (this.state.kind === 'well') return this.props.children
    return (
      <div role="alert">
        <EmptyState
          icon={<TriangleAlert />}
          title="This page could not be shown"
          text="Something in it broke. What you wrote is kept on this device."
          action={
            <Button variant="primary" onClick={() => window.location.reload()}>
              Reload the page
            </Button>
          }
        />
      </div>
    )
  }
}
