/** A conversation that may no longer be read here: who and what, in plain words. */
import { CircleSlash, KeyRound } from 'lucide-react'
import type { ConversationId } from '../../shared/ids.ts'
import { useNavigation } from '../app/router.tsx'
import { Button, EmptyState } from '../design/index.ts'
import { useLatestNews, useNewsWords } from '../inbox/use-inbox.ts'
import { AskOwner } from '../share/ask-owner.tsx'
import type { EndReason } from '../sync/sync-state.ts'

export interface EndedProps {
  readonly id: ConversationId
  readonly reason: EndReason
  /** What was known of it while it was here. */
  readonly known: { readonly title: string; readonly owner: string } | undefined
}

export const Ended = ({ id, reason, known }: EndedProps) => {
  const latest = useLatestNews(id)
  const inWords = useNewsWords()
  const navigation = useNavigation()
  const home = <Button onClick={() => navigation.go({ page: 'home' })}>All conversations</Button>
  if (reason === 'signed-out') {
    return (
      <EmptyState
        icon={<CircleSlash />}
        title="You’re signed out"
        isPageTitle
        text="What is on this device stays. Sign in again to go on."
        action={<Button onClick={() => navigation.go({ page: 'sign-in' })}>Sign in</Button>}
      />
    )
  }
  // Whoever has the address may ask; what it leads to is not said.
  if (known === undefined && reason === 'forbidden') {
    return (
      <EmptyState
        icon={<KeyRound />}
        title="This conversation is not shared with you"
        isPageTitle
        text="You can ask whoever owns it. They see your name and, if you like, a word from you."
        action={<AskOwner id={id} wanted="view" />}
      />
    )
  }
  if (known === undefined) {
    return (
      <EmptyState
        icon={<CircleSlash />}
        title="There is no such conversation here"
        isPageTitle
        text="It was deleted, or it is not shared with you. Whoever sent you the link can share it."
        action={home}
      />
    )
  }
  const said =
    latest?.news.kind === 'removed' || latest?.news.kind === 'deleted' ? inWords(latest).text : undefined
  return (
    <EmptyState
      icon={<CircleSlash />}
      isPageTitle
      title={`You no longer have access to ${known.title === '' ? 'this conversation' : `“${known.title}”`}`}
      text={`${said ?? 'It was deleted or is no longer shared with you.'} Its copy was removed from this device; what you wrote there stays in it.`}
      action={reason === 'forbidden' ? <AskOwner id={id} wanted="view" /> : home}
    />
  )
}
