/**
 * Keeps the directories that are in memory up to date. One that is not in memory needs nothing: it is read from the
 * store when it is loaded. A change runs the same few statements however many people it concerns.
 */
import {
  projectDirectory,
  projectEntry,
  projectInbox,
  projectPeople,
} from '../../shared/document/directory.ts'
import type { ConversationId, OrganizationId, PrincipalId } from '../../shared/ids.ts'
import { directoryRoom } from '../../shared/rooms.ts'
import type { AccessState, AccessStore, ConversationAccess } from '../access/access-store.ts'
import type { SharingStore } from '../access/sharing-store.ts'
import type { Rooms } from '../rooms/rooms.ts'
import { directoryEntry } from './entries.ts'
import { createReadDirectory, type ReadDirectory, withAgent } from './read-directory.ts'

export interface Directories {
  readonly read: ReadDirectory
  /** Title, activity or rights of a conversation are other than before. Calls in quick succession become one. */
  readonly conversationChanged: (id: ConversationId) => Promise<void>
  /** Somebody has come, gone, or has another name. */
  readonly peopleChanged: (organizationId: OrganizationId) => Promise<void>
  /** One person's role is another one, or they may come in again. */
  readonly memberChanged: (userId: PrincipalId) => Promise<void>
  /** Somebody was told something, asked for something, or has deleted something. */
  readonly inboxChanged: (userId: PrincipalId) => Promise<void>
  /** Projects what was just read or written, at once: after it returns, no directory in memory says otherwise. */
  readonly project: (state: AccessState, conversations: Iterable<ConversationId>) => void
}

export const createDirectories = (deps: {
  readonly store: Pick<AccessStore, 'directory' | 'directoryPeople' | 'organizationOf' | 'state'>
  readonly sharing: Pick<SharingStore, 'inbox'>
  readonly rooms: Pick<Rooms, 'editIfLoaded'>
}): Directories => {
  const { store, sharing, rooms } = deps

  const project: Directories['project'] = (state, ids) => {
    const conversations = [...ids].flatMap((id) => state.conversations.get(id) ?? [])
    const groupName = (id: Parameters<AccessState['groups']['get']>[0]) => state.groups.get(id)?.name ?? ''
    const entry = (who: Parameters<typeof directoryEntry>[0], conversation: ConversationAccess) =>
      directoryEntry(who, conversation, groupName)
    if (conversations.length === 0) return
    for (const who of state.people.values()) {
      if (who.kind !== 'person') continue
      rooms.editIfLoaded(directoryRoom(who.id), (doc) => {
        for (const conversation of conversations) projectEntry(doc, conversation.id, entry(who, conversation))
      })
    }
  }

  const readAndProject = async (id: ConversationId): Promise<void> => {
    const organizationId = await store.organizationOf(id)
    if (organizationId === undefined) return
    project(await store.state({ organizationId, conversations: { kind: 'one', id } }), [id])
  }

  const readInbox = async (userId: PrincipalId): Promise<void> => {
    const inbox = await sharing.inbox(userId)
    rooms.editIfLoaded(directoryRoom(userId), (doc) => {
      projectInbox(doc, inbox)
    })
  }

  const read = createReadDirectory(store, sharing)
  const readAnew = async (userId: PrincipalId): Promise<void> => {
    const directory = await read(userId)
    rooms.editIfLoaded(directoryRoom(userId), (doc) => {
      projectDirectory(doc, directory)
    })
  }

  return {
    read,
    project,
    memberChanged: onceAtATime(readAnew),
    inboxChanged: onceAtATime(readInbox),
    conversationChanged: onceAtATime(readAndProject),
    peopleChanged: async (organizationId) => {
      const [state, people] = await Promise.all([
        store.state({ organizationId, conversations: { kind: 'none' } }),
        store.directoryPeople(organizationId),
      ])
      for (const { id, kind } of state.people.values()) {
        if (kind !== 'person') continue
        rooms.editIfLoaded(directoryRoom(id), (doc) => {
          projectPeople(doc, withAgent(people))
        })
      }
    },
  }
}

/** While one run for a key is under way, any number of calls for it become one more run after it. */
const onceAtATime = <Key>(run: (key: Key) => Promise<void>): ((key: Key) => Promise<void>) => {
  const running = new Map<Key, Promise<void>>()
  const waiting = new Map<Key, Promise<void>>()
  const start = (key: Key): Promise<void> => {
    const done = run(key).finally(() => running.delete(key))
    running.set(key, done)
    return done
  }
  return (key) => {
    const current = running.get(key)
    if (current === undefined) return start(key)
    const next = waiting.get(key)
    if (next !== undefined) return next
    const after = current
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key)
        return start(key)
      })
    waiting.set(key, after)
    return after
  }
}
