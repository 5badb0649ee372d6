/** One conversation, from opening it to losing it. */
import { Eye } from 'lucide-react'
import { memo, useCallback, useEffect, useMemo, useState } from 'react'
import type { MessageEntry } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import { atLeast } from '../../shared/levels.ts'
import { useApi } from '../api/api-context.tsx'
import { useLoaded } from '../api/use-loaded.ts'
import { part } from '../app/part.tsx'
import { mainBranchOf } from '../branches/branch-words.ts'
import { useFollowing } from '../branches/following.ts'
import { usePlace } from '../branches/use-place.ts'
import { Button, Popover, Skeleton } from '../design/index.ts'
import type { EditorJson } from '../editor/rich-text.ts'
import { SharedDraftViews } from '../editor/shared-draft-views.tsx'
import { useFollowFiles } from '../files/use-follow-files.ts'
import { useOwnRequest, useWhoMadeViewOnly } from '../inbox/use-inbox.ts'
import { AskOwner } from '../share/ask-owner.tsx'
import type { ConversationHandle } from '../sync/account.ts'
import { useConversationHandle, useDirectoryEntry, useMe, useStore } from '../sync/hooks.tsx'
import { createStore } from '../sync/store.ts'
import { LedTo } from '../talk/led-to.tsx'
import { TalkProvider } from '../talk/talk-context.tsx'
import { type Conversation, ConversationProvider, useConversation } from './conversation-context.tsx'
import styles from './conversation-page.module.css'
import { Drawers } from './drawers.tsx'
import type { Editing } from './editing.ts'
import { Ended, type EndedProps } from './ended.tsx'
import { createFollower } from './follower.ts'
import { Header } from './header.tsx'
import { MessageList } from './message-list.tsx'
import { usePeople } from './people.ts'
import { placeView } from './rows.ts'
import { ShelfNotice } from './shelf-notice.tsx'
import { StartingPoints } from './starting-points.tsx'
import { StateLine } from './state-line.tsx'

// The editor is the largest part of the page, and the text can be read before it is here.
const Composer = part(() => import('../editor/composer.tsx'), <div className={styles.composerSpace} />)

export interface ConversationPageProps {
  readonly conversationId: ConversationId
  readonly onOpenSharing: () => void
}

const ConversationPage = ({ conversationId, onOpenSharing }: ConversationPageProps) => {
  const handle = useConversationHandle(conversationId)
  const state = useStore(handle.room.state)
  const known = useLastKnown(handle)
  const isEnded = state.kind === 'ended'
  useRejoin(handle, isEnded)
  if (isEnded) {
    return (
      <div className={styles.ended}>
        <Ended id={conversationId} reason={state.reason} known={known} />
        <ShelfNotice conversationId={conversationId} />
      </div>
    )
  }
  return <OpenConversation handle={handle} onOpenSharing={onOpenSharing} />
}

export default ConversationPage

const OpenConversation = ({
  handle,
  onOpenSharing,
}: {
  readonly handle: ConversationHandle
  readonly onOpenSharing: () => void
}) => {
  const me = useMe()
  const { id } = handle
  const model = useStore(handle.model)
  const tree = useStore(model.tree)
  const settings = useStore(model.settings)
  const state = useStore(handle.room.state)
  const saidLevel = useStore(handle.room.level)
  const entry = useDirectoryEntry(id)
  const level = saidLevel ?? entry?.level ?? 'none'
  const mayWrite = atLeast(level, 'collaborate')
  // While the document is fetched anew one goes on writing, and what one writes cannot be sent.
  const canWrite = mayWrite && state.kind !== 'healing'
  const personOf = usePeople()
  const models = useModels()
  useFollowFiles(id, model)
  const own = usePlace(id, {
    trees: model.tree,
    mainBranch: mainBranchOf(tree, settings),
    isWhole: state.kind !== 'loading' && state.kind !== 'syncing',
  })
  const { places, following } = useFollowing(model.presence, tree, own)
  useEffect(() => model.presence.enter(), [model])
  const [filesAreOpen, setFilesAreOpen] = useState(false)
  const openFiles = useCallback(() => setFilesAreOpen(true), [])
  const [prompts] = useState(() => createStore<EditorJson | undefined>(undefined))
  const conversation = useMemo<Conversation>(
    () => ({
      id,
      handle,
      model,
      me: me.id,
      mayWrite,
      canWrite,
      isOwner: level === 'owner',
      places,
      following,
      personOf,
      prompts,
      models,
    }),
    [id, handle, model, me.id, mayWrite, canWrite, level, places, following, personOf, prompts, models],
  )
  const isEmpty = tree.messages.size === 0
  // Nothing is said of a conversation that has not been read yet, neither that it is empty nor that one may not write.
  const isUnread =
    isEmpty && (state.kind === 'loading' || (state.kind === 'syncing' && saidLevel === undefined))
  return (
    <ConversationProvider value={conversation}>
      <TalkProvider>
        <div className={styles.page} data-conversation={id} data-level={level}>
          <Header onOpenSharing={onOpenSharing} onOpenFiles={openFiles} />
          {isUnread ? <Opening /> : <Body isEmpty={isEmpty} mayWrite={mayWrite} ownerId={entry?.ownerId} />}
          <Drawers filesAreOpen={filesAreOpen} onFiles={setFilesAreOpen} />
          <LedTo />
        </div>
      </TalkProvider>
    </ConversationProvider>
  )
}

interface BodyProps {
  readonly isEmpty: boolean
  readonly mayWrite: boolean
  readonly ownerId: string | undefined
}

/** Rendered anew for what stands in it, not for every change of the connection. */
const Body = memo(({ isEmpty, mayWrite, ownerId }: BodyProps) => {
  const { id, me, model, places } = useConversation()
  const [follower] = useState(createFollower)
  const [editing, setEditing] = useState<Editing>()
  const [focusRequest, setFocusRequest] = useState(0)
  const [suggestion, setSuggestion] = useState<{ text: string; number: number }>()
  const suggest = useCallback(
    (text: string) => setSuggestion((before) => ({ text, number: (before?.number ?? 0) + 1 })),
    [],
  )
  // What is edited stays where it is, however the rest grows.
  const edit = useCallback(
    (entry: MessageEntry | undefined) => {
      if (entry === undefined) setFocusRequest((before) => before + 1)
      else follower.stay()
      setEditing(entry === undefined ? undefined : { entry })
    },
    [follower],
  )
  const recall = (): void => {
    const own = placeView(model.tree.get(), places.place).findLast(
      (message) => message.author === me && message.deletedBy === undefined,
    )
    if (own !== undefined) edit(own)
  }
  return (
    <>
      {isEmpty && mayWrite && <StartingPoints onChoose={suggest} />}
      {isEmpty && !mayWrite && <p className={styles.nothing}>Nothing has been written here yet.</p>}
      {!isEmpty && <MessageList follower={follower} editing={editing} onEdit={edit} />}
      <footer className={styles.footer}>
        <ShelfNotice conversationId={id} />
        <StateLine />
        {mayWrite ? (
          <Composer
            onSent={follower.jump}
            onRecall={recall}
            suggestion={suggestion}
            focusRequest={focusRequest}
          />
        ) : (
          <>
            <SharedDraftViews />
            <ReadOnly ownerId={ownerId} />
          </>
        )}
      </footer>
    </>
  )
})
Body.displayName = 'Body'

const ReadOnly = ({ ownerId }: { readonly ownerId: string | undefined }) => {
  const { id, personOf } = useConversation()
  const request = useOwnRequest(id)
  const changed = useWhoMadeViewOnly(id)
  return (
    <p className={styles.readOnly} role="note" data-read-only="true">
      <Eye aria-hidden="true" />
      <span>
        {changed !== undefined && `${changed} `}
        You can view this conversation.
        {request?.state === 'waiting' && ' You have asked to edit it.'}
        {changed === undefined &&
          ownerId !== undefined &&
          request?.state !== 'waiting' &&
          ` ${personOf(ownerId).name} owns it.`}
      </span>
      {request?.state !== 'waiting' && (
        <Popover
          label="Ask to edit"
          align="end"
          side="top"
          trigger={<Button size="small">Ask to edit</Button>}
        >
          <AskOwner id={id} wanted="collaborate" autoFocus />
        </Popover>
      )}
    </p>
  )
}

const PATIENCE_MILLISECONDS = 6_000

const Opening = () => {
  const { handle } = useConversation()
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles.opening}>
      <Skeleton lines={6} label="Opening the conversation" />
      {long && (
        <p className={styles.nothing}>
          This takes longer than it should. <Button onClick={handle.room.rejoin}>Try again</Button>
        </p>
      )}
    </div>
  )
}

/** Title and owner as the directory said them last, for when access ends and it no longer does. */
const useLastKnown = (handle: ConversationHandle): EndedProps['known'] => {
  const entry = useDirectoryEntry(handle.id)
  const personOf = usePeople()
  const [last, setLast] = useState(entry)
  if (entry !== undefined && entry !== last) setLast(entry)
  return last === undefined ? undefined : { title: last.title, owner: personOf(last.ownerId).name }
}

/** Where access was given back, the directory says so: join again; also where that was before this was opened. */
const useRejoin = (handle: ConversationHandle, isEnded: boolean): void => {
  const isListed = useDirectoryEntry(handle.id) !== undefined
  const [wasGone, setWasGone] = useState(false)
  if (isEnded && !isListed && !wasGone) setWasGone(true)
  if (!isEnded && wasGone) setWasGone(false)
  const [isBack] = useState(isEnded && isListed)
  useEffect(() => {
    if (isBack) handle.room.rejoin()
  }, [handle, isBack])
  useEffect(() => {
    if (isEnded && isListed && wasGone) handle.room.rejoin()
  }, [handle, isEnded, isListed, wasGone])
}

const useModels = () => {
  const api = useApi()
  const load = useCallback((signal: AbortSignal) => api.models(signal), [api])
  const { loaded } = useLoaded(load)
  return loaded.kind === 'loaded' ? loaded.value : undefined
}
