/** What every part of an open conversation knows: the document as stores, one's place, and what one may do. */
import { createContext, use } from 'react'
import type { Models } from '../../shared/api.ts'
import type { ConversationId } from '../../shared/ids.ts'
import type { Following } from '../branches/following.ts'
import type { PlaceControl } from '../branches/use-place.ts'
import type { EditorJson } from '../editor/rich-text.ts'
import type { ConversationHandle } from '../sync/account.ts'
import type { ConversationModel } from '../sync/conversation-model.ts'
import { newId } from '../sync/new-id.ts'
import type { Store } from '../sync/store.ts'
import type { PersonOf } from './people.ts'
import type { Desk } from './writing.ts'

export interface Conversation {
  readonly id: ConversationId
  readonly handle: ConversationHandle
  readonly model: ConversationModel
  readonly me: Desk['me']
  /** Whether one may write here at all. */
  readonly mayWrite: boolean
  /** Whether what one writes can be sent now: not while the document is fetched anew. */
  readonly canWrite: boolean
  readonly isOwner: boolean
  readonly places: PlaceControl
  readonly following: Following
  readonly personOf: PersonOf
  /** A text on its way into one's message field, where it is added to what stands there. */
  readonly prompts: Store<EditorJson | undefined>
  /** What can answer; `undefined` until the server has said. */
  readonly models: Models | undefined
}

const ConversationContext = createContext<Conversation | undefined>(undefined)

export const ConversationProvider = ConversationContext

export const useConversation = (): Conversation => {
  const conversation = use(ConversationContext)
  if (conversation === undefined) throw new Error('useConversation needs a ConversationProvider above it.')
  return conversation
}

/** What writing needs, at the moment of writing. */
export const deskOf = ({ model, me }: Conversation): Desk => ({
  doc: model.doc,
  tree: model.tree.get(),
  settings: model.settings.get(),
  me,
  now: Date.now(),
  newId,
})
