/** Whose side talk lies open. What is said in it is seen there, and need not be announced over it. */
import { createContext, use, useEffect } from 'react'
import type { ConversationId } from '../../shared/ids.ts'
import { createStore, type ReadableStore, type Store } from '../sync/store.ts'

export const createTalkInView = (): Store<ConversationId | undefined> =>
  createStore<ConversationId | undefined>(undefined)

const TalkInViewContext = createContext<Store<ConversationId | undefined> | undefined>(undefined)

export const TalkInViewProvider = TalkInViewContext

/** Asked when something comes, not followed. */
export const useTalkInView = (): ReadableStore<ConversationId | undefined> => useTalkInViewStore()

/** Says so while the list of lines is drawn. */
export const useShowsTalk = (id: ConversationId): void => {
  const inView = useTalkInViewStore()
  useEffect(() => {
    inView.set(id)
    return () => inView.set(undefined)
  }, [inView, id])
}

const useTalkInViewStore = (): Store<ConversationId | undefined> => {
  const inView = use(TalkInViewContext)
  if (inView === undefined) throw new Error('This needs a TalkInViewProvider above it.')
  return inView
}
