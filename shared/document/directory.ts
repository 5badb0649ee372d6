/**
 * The document behind the sidebar: one for each user, written by the server alone, read by that user, off line too.
 *   conversations  Y.Map<conversationId, DirectoryEntry>
 *   people         Y.Map<principalId, DirectoryPerson>   everybody whose name one may need, oneself included
 *   self           Y.Map: `organization` (its name), `role`
 *   notifications  Y.Map<notificationId, Notification>   what one was told about sharing; see `inbox.ts`
 *   requests       Y.Map<conversationId, OwnRequest>     access that one has asked for
 *   deleted        Y.Map<conversationId, DeletedConversation>   one's own, while they can be restored
 */
import type * as Y from 'yjs'
import type { ConversationId, GroupId, PrincipalId } from '../ids.ts'
import { parseId } from '../ids.ts'
import { LEVELS, type Level } from '../levels.ts'
import {
  EMPTY_INBOX,
  type Inbox,
  readDeletedConversation,
  readNotification,
  readOwnRequest,
} from './inbox.ts'

export const DIRECTORY_ROOT = {
  conversations: 'conversations',
  people: 'people',
  self: 'self',
  notifications: 'notifications',
  requests: 'requests',
  deleted: 'deleted',
} as const

/** Why somebody has a level: the reasons that apply, each with the level that it gives. */
export type AccessReason =
  | { readonly kind: 'owner'; readonly level: 'owner' }
  | { readonly kind: 'organization'; readonly level: 'view' | 'collaborate' }
  | {
      readonly kind: 'group'
      readonly groupId: GroupId
      readonly name: string
      readonly level: 'view' | 'collaborate'
    }
  | { readonly kind: 'person'; readonly level: 'view' | 'collaborate' }

export interface DirectoryEntry {
  readonly id: ConversationId
  readonly title: string
  readonly ownerId: PrincipalId
  readonly level: Level
  /** Whether anybody but the owner has access. */
  readonly shared: boolean
  readonly reasons: readonly AccessReason[]
  /** Grows with every change of who has access. */
  readonly sharingVersion: number
  readonly createdAt: number
  readonly lastActivityAt: number
  /** Whether one may take part in the side talk now. */
  readonly sideTalk: boolean
  /** When somebody last wrote there; only for those who may take part, once somebody did. */
  readonly lastTalkAt?: number
}

export interface DirectoryPerson {
  readonly id: PrincipalId
  readonly name: string
  readonly kind: 'person' | 'bot' | 'agent'
  /** Where a picture can be had, on this server. */
  readonly image?: string
  /** No longer here, but what they wrote is. */
  readonly former?: true
}

export interface DirectorySelf {
  readonly organization?: string
  readonly role?: 'admin' | 'member'
}

export type DirectoryRoots = Readonly<Record<keyof typeof DIRECTORY_ROOT, Y.Map<unknown>>>

export const directoryRoots = (doc: Y.Doc): DirectoryRoots => ({
  conversations: doc.getMap(DIRECTORY_ROOT.conversations),
  people: doc.getMap(DIRECTORY_ROOT.people),
  self: doc.getMap(DIRECTORY_ROOT.self),
  notifications: doc.getMap(DIRECTORY_ROOT.notifications),
  requests: doc.getMap(DIRECTORY_ROOT.requests),
  deleted: doc.getMap(DIRECTORY_ROOT.deleted),
})

export interface Directory {
  readonly conversations: readonly DirectoryEntry[]
  readonly people: readonly DirectoryPerson[]
  readonly self: DirectorySelf
  readonly inbox: Inbox
}

export const EMPTY_DIRECTORY: Directory = { conversations: [], people: [], self: {}, inbox: EMPTY_INBOX }

/**
 * Makes the document say what `directory` says, in one transaction that touches only what differs.
 * Returns whether anything did.
 */
export const projectDirectory = (doc: Y.Doc, directory: Directory): boolean => {
  const { conversations, self } = directoryRoots(doc)
  let changed = false
  doc.transact(() => {
    const entries = project(conversations, new Map(directory.conversations.map((entry) => [entry.id, entry])))
    const people = projectPeople(doc, directory.people)
    const inbox = projectInbox(doc, directory.inbox)
    changed = project(self, new Map(Object.entries(directory.self))) || people || entries || inbox
  })
  return changed
}

/** The same for the people alone. */
export const projectPeople = (doc: Y.Doc, people: readonly DirectoryPerson[]): boolean => {
  let changed = false
  doc.transact(() => {
    changed = project(directoryRoots(doc).people, new Map(people.map((person) => [person.id, person])))
  })
  return changed
}

/** The same for what one was told, asked for and deleted. */
export const projectInbox = (doc: Y.Doc, inbox: Inbox): boolean => {
  const roots = directoryRoots(doc)
  let changed = false
  doc.transact(() => {
    const parts = [
      project(roots.notifications, new Map(inbox.notifications.map(({ id, ...rest }) => [id, rest]))),
      project(
        roots.requests,
        new Map(inbox.requests.map(({ conversationId, ...rest }) => [conversationId, rest])),
      ),
      project(roots.deleted, new Map(inbox.deleted.map(({ id, ...rest }) => [id, rest]))),
    ]
    changed = parts.includes(true)
  })
  return changed
}

const project = (map: Y.Map<unknown>, wanted: ReadonlyMap<string, unknown>): boolean => {
  let changed = false
  for (const key of [...map.keys()]) {
    if (wanted.has(key)) continue
    map.delete(key)
    changed = true
  }
  for (const [key, value] of wanted) {
    if (isSame(map.get(key), value)) continue
    map.set(key, value)
    changed = true
  }
  return changed
}

/** Sets or removes one conversation's entry. Returns whether that changed anything. */
export const projectEntry = (doc: Y.Doc, id: ConversationId, entry: DirectoryEntry | undefined): boolean => {
  const { conversations } = directoryRoots(doc)
  if (isSame(conversations.get(id), entry)) return false
  if (entry === undefined) conversations.delete(id)
  else conversations.set(id, entry)
  return true
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

export const readDirectoryEntry = (id: string, value: unknown): DirectoryEntry | undefined => {
  const conversationId = parseId<ConversationId>(id)
  if (conversationId === undefined || !isRecord(value) || typeof value.ownerId !== 'string') return undefined
  return {
    id: conversationId,
    title: typeof value.title === 'string' ? value.title : '',
    ownerId: value.ownerId as PrincipalId,
    level: LEVELS.find((level) => level === value.level) ?? 'none',
    shared: value.shared === true,
    reasons: Array.isArray(value.reasons) ? (value.reasons as AccessReason[]) : [],
    sharingVersion: typeof value.sharingVersion === 'number' ? value.sharingVersion : 0,
    createdAt: typeof value.createdAt === 'number' ? value.createdAt : 0,
    lastActivityAt: typeof value.lastActivityAt === 'number' ? value.lastActivityAt : 0,
    sideTalk: value.sideTalk === true,
    ...(typeof value.lastTalkAt === 'number' ? { lastTalkAt: value.lastTalkAt } : {}),
  }
}

/** Everything one may open, the latest activity first. */
export const readDirectory = (doc: Y.Doc): Directory => {
  const { conversations, people, self } = directoryRoots(doc)
  const entries: DirectoryEntry[] = []
  conversations.forEach((value, id) => {
    const entry = readDirectoryEntry(id, value)
    if (entry !== undefined) entries.push(entry)
  })
  entries.sort((a, b) => b.lastActivityAt - a.lastActivityAt || a.id.localeCompare(b.id))
  const readPeople: DirectoryPerson[] = []
  people.forEach((value, id) => {
    if (isRecord(value) && typeof value.name === 'string') {
      readPeople.push({ ...(value as unknown as DirectoryPerson), id: id as PrincipalId })
    }
  })
  return {
    conversations: entries,
    people: readPeople,
    self: self.toJSON() as DirectorySelf,
    inbox: readInbox(doc),
  }
}

const readInbox = (doc: Y.Doc): Inbox => {
  const { notifications, requests, deleted } = directoryRoots(doc)
  return {
    notifications: readAll(notifications, readNotification).sort(
      (a, b) => b.at - a.at || Number(b.id) - Number(a.id),
    ),
    requests: readAll(requests, readOwnRequest),
    deleted: readAll(deleted, readDeletedConversation).sort((a, b) => b.deletedAt - a.deletedAt),
  }
}

const readAll = <Item>(
  map: Y.Map<unknown>,
  read: (key: string, value: unknown) => Item | undefined,
): Item[] => [...map.entries()].flatMap(([key, value]) => read(key, value) ?? [])

const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (!isRecord(a) || !isRecord(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const keysOfA = Object.keys(a).filter((key) => a[key] !== undefined)
  const keysOfB = Object.keys(b).filter((key) => b[key] !== undefined)
  return keysOfA.length === keysOfB.length && keysOfA.every((key) => isSame(a[key], b[key]))
}
