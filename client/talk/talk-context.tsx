/**
 * The side talk of the conversation that is shown: whether its drawer is open, what was asked of it, and its room,
 * which is joined while it is looked at or holds something new, and for nobody who may not take part.
 */
import {
  createContext,
  type ReactNode,
  type RefObject,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { readSeenTalk, writeTalkAbout } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import { useDrawerMode } from '../app/use-drawer-mode.ts'
import { useConversation } from '../chat/conversation-context.tsx'
import { type DrawerMode, useNotices } from '../design/index.ts'
import type { TalkHandle } from '../sync/account.ts'
import {
  useAccount,
  useDirectoryEntry,
  usePersonal,
  usePersonalDoc,
  usePreference,
  useStore,
} from '../sync/hooks.tsx'
import { createStore, type ReadableStore } from '../sync/store.ts'
import type { SyncState } from '../sync/sync-state.ts'

/** What the drawer was opened for: to read this line, or to say something. Each `number` once. */
export interface TalkAsk {
  readonly line?: MessageId
  readonly number: number
}

export interface Talk {
  /** `undefined` until there is reason to join. */
  readonly handle: TalkHandle | undefined
  readonly isOpen: boolean
  readonly mode: DrawerMode
  readonly ask: TalkAsk | undefined
  /** The button in the header. */
  readonly opener: RefObject<HTMLButtonElement | null>
}

/** Keeps its identity: what a message can do with the side talk is not drawn anew for each change of it. */
export interface TalkActions {
  readonly open: (line?: MessageId) => void
  /** Opens it for a line about a message of the conversation. */
  readonly talkAbout: (message: MessageId) => void
  readonly close: () => void
  /** Closes it where it lies over the page that one is led to. */
  readonly giveWay: () => void
}

const TalkContext = createContext<Talk | undefined>(undefined)
const TalkActionsContext = createContext<TalkActions | undefined>(undefined)

/** `undefined` where one may not take part, or nobody else is there to talk to. */
export const useTalk = (): Talk | undefined => use(TalkContext)
export const useTalkActions = (): TalkActions | undefined => use(TalkActionsContext)

export const TalkProvider = ({ children }: { readonly children: ReactNode }) => {
  const { id } = useConversation()
  const entry = useDirectoryEntry(id)
  const personal = usePersonalDoc()
  const mode = useDrawerMode()
  const [isWished, setWished] = useWished(mode)
  const [ask, setAsk] = useState<TalkAsk>()
  const opener = useRef<HTMLButtonElement>(null)
  const hasSomethingNew = usePersonal('reads', (doc) => readSeenTalk(doc, id)) < (entry?.lastTalkAt ?? 0)
  const mayTakePart =
    entry !== undefined && entry.sideTalk && (entry.shared || entry.lastTalkAt !== undefined)
  const handle = useTalkHandle(mayTakePart, isWished || hasSomethingNew)
  const state = useStore(handle?.room.state ?? NOWHERE)
  const isOffered = mayTakePart && state?.kind !== 'ended'
  const isOpen = isOffered && isWished && handle !== undefined
  useKindWord({ isOpen, isWished, isRefused: entry?.sideTalk === false })

  const actions = useMemo<TalkActions>(() => {
    const open = (line?: MessageId): void => {
      setAsk((before) => ({ ...(line === undefined ? {} : { line }), number: (before?.number ?? 0) + 1 }))
      setWished(true)
    }
    return {
      open,
      talkAbout: (message) => {
        writeTalkAbout(personal, id, message)
        open()
      },
      close: () => setWished(false),
      giveWay: () => {
        if (mode !== 'beside') setWished(false)
      },
    }
  }, [personal, id, mode, setWished])
  const talk = useMemo<Talk>(() => ({ handle, isOpen, mode, ask, opener }), [handle, isOpen, mode, ask])
  return (
    <TalkActionsContext value={isOffered ? actions : undefined}>
      <TalkContext value={isOffered ? talk : undefined}>{children}</TalkContext>
    </TalkActionsContext>
  )
}

/** Beside the page it stays as one left it, on all pages; where it would cover the page it opens by hand alone. */
const useWished = (mode: DrawerMode): readonly [boolean, (open: boolean) => void] => {
  const [remembered, remember] = usePreference<boolean>('sideTalkOpen', false)
  const [isShown, setShown] = useState(false)
  const rememberLater = useRef(remember)
  useEffect(() => {
    rememberLater.current = remember
  })
  const set = useCallback(
    (open: boolean) => {
      setShown(open)
      if (mode === 'beside') rememberLater.current(open)
    },
    [mode],
  )
  return [mode === 'beside' ? remembered : isShown, set]
}

const NOWHERE: ReadableStore<SyncState | undefined> = createStore(undefined)

/** Once there was reason to join one stays, for as long as one may. */
const useTalkHandle = (mayTakePart: boolean, isWanted: boolean): TalkHandle | undefined => {
  const { id } = useConversation()
  const account = useAccount()
  const [isJoined, setJoined] = useState(false)
  if (isWanted && mayTakePart && !isJoined) setJoined(true)
  if (!mayTakePart && isJoined) setJoined(false)
  const handle = useMemo(
    () => (isJoined && mayTakePart ? account.openTalk(id) : undefined),
    [account, id, isJoined, mayTakePart],
  )
  useEffect(() => {
    // It ended when one was not allowed in; now one is.
    if (handle?.room.state.get().kind === 'ended') handle.room.rejoin()
    return handle?.retain()
  }, [handle])
  return handle
}

/** Where the right to take part is taken away under one's eyes, that is said. */
const useKindWord = ({
  isOpen,
  isWished,
  isRefused,
}: {
  readonly isOpen: boolean
  readonly isWished: boolean
  readonly isRefused: boolean
}): void => {
  const { show } = useNotices()
  const wasOpen = useRef(false)
  useEffect(() => {
    if (isOpen) wasOpen.current = true
    else if (!isWished) wasOpen.current = false
    else if (isRefused && wasOpen.current) {
      wasOpen.current = false
      show({
        text: 'The side talk is now for those who can collaborate. Its copy was removed from this device; what you wrote stays in it.',
      })
    }
  }, [isOpen, isWished, isRefused, show])
}
