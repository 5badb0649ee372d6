/**
 * What a person is told about sharing, and where they were mentioned, beside the list of their conversations: it stands in their directory, so that
 * it is there at once in every tab, and off line. Written by the server alone.
 */
import type { ConversationId, MessageId, PrincipalId } from '../ids.ts'
import { parseId } from '../ids.ts'
import type { GrantLevel, Level } from '../levels.ts'

/** An answer to a request: the level that was given, or not now. */
export type RequestAnswer = GrantLevel | 'none'

/** What happened. Titles are those of that moment. */
export type News =
  | {
      readonly kind: 'shared'
      readonly by: PrincipalId
      readonly title: string
      readonly level: GrantLevel
    }
  | {
      readonly kind: 'level-changed'
      readonly by: PrincipalId
      readonly title: string
      readonly before: Level
      readonly level: GrantLevel
    }
  | {
      /** One's access was taken away; one was made the owner; it was deleted for everybody; it is back. */
      readonly kind: 'removed' | 'became-owner' | 'deleted' | 'restored'
      readonly by: PrincipalId
      readonly title: string
    }
  | {
      /** To the owner. `answer` is there once it was answered. */
      readonly kind: 'access-requested'
      readonly by: PrincipalId
      readonly title: string
      readonly wanted: GrantLevel
      readonly message: string
      readonly answer?: RequestAnswer
    }
  | {
      /** To whoever asked. Title and owner are left out where they still may not see the conversation. */
      readonly kind: 'request-answered'
      readonly wanted: GrantLevel
      readonly answer: RequestAnswer
      readonly by?: PrincipalId
      readonly title?: string
    }
  | {
      /** Somebody named one in a message; nothing of what it says. */
      readonly kind: 'mentioned'
      readonly by: PrincipalId
      readonly title: string
      readonly place: MentionPlace
      readonly messageId: MessageId
    }

/** Where somebody was mentioned: in the conversation itself, or in its side talk. */
export type MentionPlace = 'conversation' | 'talk'

export interface Notification {
  readonly id: string
  readonly conversationId: ConversationId
  /** Milliseconds since 1970, as everywhere here. */
  readonly at: number
  readonly read: boolean
  readonly news: News
}

/** A request of one's own that was not granted: it waits, or the owner said not now. */
export interface OwnRequest {
  readonly conversationId: ConversationId
  readonly wanted: GrantLevel
  /** When it was asked, or answered with not now. */
  readonly at: number
  readonly state: 'waiting' | 'declined'
}

/** A conversation of one's own that was deleted and can be restored until `goneAt`. */
export interface DeletedConversation {
  readonly id: ConversationId
  readonly title: string
  readonly deletedAt: number
  readonly goneAt: number
}

export interface Inbox {
  /** The latest first. */
  readonly notifications: readonly Notification[]
  readonly requests: readonly OwnRequest[]
  /** The latest first. */
  readonly deleted: readonly DeletedConversation[]
}

export const EMPTY_INBOX: Inbox = { notifications: [], requests: [], deleted: [] }

const NEWS_KINDS: ReadonlySet<unknown> = new Set<News['kind']>([
  'shared',
  'level-changed',
  'removed',
  'became-owner',
  'deleted',
  'restored',
  'access-requested',
  'request-answered',
  'mentioned',
])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** `undefined` for what a later version may write and this one does not know. */
export const readNotification = (id: string, value: unknown): Notification | undefined => {
  if (!isRecord(value) || !isRecord(value.news) || !NEWS_KINDS.has(value.news.kind)) return undefined
  const conversationId = parseId<ConversationId>(value.conversationId)
  if (conversationId === undefined) return undefined
  return {
    id,
    conversationId,
    at: typeof value.at === 'number' ? value.at : 0,
    read: value.read === true,
    news: value.news as unknown as News,
  }
}

export const readOwnRequest = (id: string, value: unknown): OwnRequest | undefined => {
  const conversationId = parseId<ConversationId>(id)
  if (conversationId === undefined || !isRecord(value)) return undefined
  return {
    conversationId,
    wanted: value.wanted === 'collaborate' ? 'collaborate' : 'view',
    at: typeof value.at === 'number' ? value.at : 0,
    state: value.state === 'declined' ? 'declined' : 'waiting',
  }
}

export const readDeletedConversation = (id: string, value: unknown): DeletedConversation | undefined => {
  const conversationId = parseId<ConversationId>(id)
  if (conversationId === undefined || !isRecord(value)) return undefined
  return {
    id: conversationId,
    title: typeof value.title === 'string' ? value.title : '',
    deletedAt: typeof value.deletedAt === 'number' ? value.deletedAt : 0,
    goneAt: typeof value.goneAt === 'number' ? value.goneAt : 0,
  }
}
