/** A conversation that may no longer be read here: who and what, in plain words. */
import { CircleSlash } from 'lucide-react'
import { useNavigation } from '../app/router.tsx'
import { Button, EmptyState } from '../design/index.ts'
import type { EndReason } from '../sync/sync-state.ts'

export interface EndedProps {
  readonly reason: EndReason
  /** What was known of it while it was here. */
  readonly known: { readonly title: string; readonly owner: string } | undefined
}

export const Ended = ({ reason, known }: EndedProps) => {
  const navigation = useNavigation()
  const home = <Button onClick={() => navigation.go({ page: 'home' })}>All conversations</Button>
  if (reason === 'signed-out') {
    return (
      <EmptyState
        icon={<CircleSlash />}
        title="You’re signed out"
        text="What is on this device stays. Sign in again to go on."
        action={<Button onClick={() => navigation.go({ page: 'sign-in' })}>Sign in</Button>}
      />
    )
  }
  if (known === undefined) {
    return (
      <EmptyState
        icon={<CircleSlash />}
        title="There is no such conversation here"
        text="It was deleted, or it is not shared with you. Whoever sent you the link can share it."
        action={home}
      />
    )
  }
  return (
    <EmptyState
      icon={<CircleSlash />}
      title={`You no longer have access to ${known.title === '' ? 'this conversation' : `“${known.title}”`}`}
      text={`It was deleted or is no longer shared with you, and its copy was removed from this device. ${known.owner}, who owns it, can share it again.`}
      action={home}
    />
  )
}
