/**
 * Everything that this page holds for one signed-in person: their directory, their personal document, the
 * conversations that are open with their side talk, and the shelf. Made once at sign-in, destroyed at sign-out.
 */
import type { Me } from '../../shared/api.ts'
import { type Directory, directoryRoots, readDirectory } from '../../shared/document/index.ts'
import type { ConversationId } from '../../shared/ids.ts'
import {
  conversationRoom,
  directoryRoom,
  parseRoom,
  personalRoom,
  type RoomName,
  talkRoom,
} from '../../shared/rooms.ts'
import { countWaitingFiles } from '../files/local-files.ts'
import { type ConversationModel, createConversationModel } from './conversation-model.ts'
import { openLocalIndex } from './local-index.ts'
import { createOpenRooms, type ModelHandle } from './open-rooms.ts'
import { fetchPastEpoch } from './past-epoch.ts'
import { openRoom, type RoomHandle } from './room-handle.ts'
import type { ShelvedWork } from './shelf.ts'
import { createDerivedStore, createStore, type DerivedStore, type ReadableStore } from './store.ts'
import { createTalkModel, type TalkModel } from './talk-model.ts'

export type ConversationHandle = ModelHandle<ConversationModel>
export type TalkHandle = ModelHandle<TalkModel>

export type ConnectionState = 'online' | 'connecting' | 'offline'

export interface Account {
  readonly me: Me
  readonly directory: RoomHandle
  readonly personal: RoomHandle
  /**
   * Resolves when both were read from this device. What is written before that does not know what it overwrites, and
   * may lose against it.
   */
  readonly ready: Promise<void>
  /** The directory, read. */
  readonly entries: ReadableStore<Directory>
  readonly connection: ReadableStore<ConnectionState>
  /** False once the server no longer knows this sign-in. What is on the device stays. */
  readonly signedIn: ReadableStore<boolean>
  readonly shelf: ReadableStore<readonly ShelvedWork[]>
  readonly discard: (work: ShelvedWork) => Promise<void>
  /** Sentences for the user, the latest one. */
  readonly notice: ReadableStore<{ readonly text: string; readonly number: number } | undefined>
  /** The one handle of a conversation, opened where it is not yet. Whoever shows it retains it. */
  readonly open: (id: ConversationId) => ConversationHandle
  /** The same of its side talk; only for whoever may take part in it. */
  readonly openTalk: (id: ConversationId) => TalkHandle
  /** What would be lost if this device forgot everything now: changes and files not on the server, and the shelf. */
  readonly unsent: () => Promise<number>
  /** Closes everything; `forget` also deletes all that this device keeps for the account. */
  readonly destroy: (options: { readonly forget: boolean }) => Promise<void>
}

/** Conversations and side talks that stay open in the background. */
const KEPT_OPEN = 4
const TALKS_KEPT_OPEN = 1

/** How often, and how long apart, it is looked whether what waits has gone up. */
const UNSENT_TRIES = 6
const UNSENT_MILLISECONDS = 250

const socketUrlOfPage = (): string =>
  `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/sync`

export const createAccount = (me: Me, options: { readonly socketUrl?: string } = {}): Account => {
  const socketUrl = options.socketUrl ?? socketUrlOfPage()
  const index = openLocalIndex(me.id)
  const notice = createStore<{ text: string; number: number } | undefined>(undefined)
  const shelf = createStore<readonly ShelvedWork[]>([])
  const signedIn = createStore(true)
  /** Rooms that are joined for a moment, without anybody looking. */
  const visiting = new Set<RoomName>()

  const refreshShelf = async (): Promise<void> => {
    const works = await (await index).shelved()
    shelf.set(works.filter((work) => work.items !== undefined).sort((a, b) => b.at - a.at))
  }
  void refreshShelf()

  const openOne = (room: RoomName): RoomHandle => {
    const handle = openRoom({
      room,
      me: me.id,
      index,
      socketUrl,
      pastEpoch: fetchPastEpoch,
      onNotice: (text) => notice.set({ text, number: (notice.get()?.number ?? 0) + 1 }),
      onShelved: () => void refreshShelf(),
    })
    handle.state.subscribe(() => {
      const state = handle.state.get()
      if (state.kind === 'ended' && state.reason === 'signed-out') signedIn.set(false)
    })
    return handle
  }

  const directory = openOne(directoryRoom(me.id))
  const personal = openOne(personalRoom(me.id))
  const conversations = createOpenRooms<ConversationModel>({
    openRoom: (id) => openOne(conversationRoom(id)),
    createModel: (replica, before) => {
      const model = createConversationModel(replica, me.id)
      // Whoever presents goes on with it in the document that takes the place of this one.
      if (before?.presence.isPresenting.get() === true) model.presence.setPresenting(true)
      return model
    },
    keptOpen: KEPT_OPEN,
  })
  const talks = createOpenRooms<TalkModel>({
    openRoom: (id) => openOne(talkRoom(id)),
    createModel: (replica) => createTalkModel(replica, me.id),
    keptOpen: TALKS_KEPT_OPEN,
  })

  const entries = followDirectory(directory)
  const stopForgetting = entries.subscribe(() => {
    void forgetLost(entries.get())
  })

  /** Local copies of what was listed once and is not any more: access is gone, so they go. */
  const forgetLost = async (now: Directory): Promise<void> => {
    const opened = await index
    const listed = new Set<RoomName>(now.conversations.map((entry) => conversationRoom(entry.id)))
    const talked = new Set<RoomName>(
      now.conversations.filter((entry) => entry.sideTalk).map((entry) => talkRoom(entry.id)),
    )
    for (const room of listed) {
      if (!opened.record(room).listed) await opened.change(room, { listed: true })
    }
    for (const record of opened.records()) {
      const parsed = parseRoom(record.room)
      if (parsed?.kind === 'conversation' && record.listed && !listed.has(record.room)) visit(record.room)
      if (parsed?.kind === 'talk' && !talked.has(record.room)) visit(record.room)
    }
  }

  const isOpen = (room: RoomName): boolean => {
    const parsed = parseRoom(room)
    switch (parsed?.kind) {
      case 'conversation':
        return conversations.has(parsed.id)
      case 'talk':
        return talks.has(parsed.id)
      default:
        return true
    }
  }

  /** Joining meets the server's refusal, which shelves what waits and clears the copy; or it sends what waits. */
  const visit = (room: RoomName): void => {
    if (visiting.has(room) || isOpen(room)) return
    visiting.add(room)
    const handle = openOne(room)
    const stop = handle.state.subscribe(() => {
      const { kind } = handle.state.get()
      if (kind !== 'ended' && kind !== 'saved') return
      stop()
      visiting.delete(room)
      void handle.close()
    })
  }

  /** What was written off line in rooms that nobody has open now goes up too. */
  const sendWaiting = async (): Promise<void> => {
    const opened = await index
    for (const { room, waiting } of opened.records()) if (waiting > 0) visit(room)
  }
  const stopSending = directory.state.subscribe(() => {
    if (directory.state.get().kind === 'saved') void sendWaiting()
  })

  return {
    me,
    directory,
    personal,
    ready: Promise.all([readLocally(directory), readLocally(personal)]).then(() => undefined),
    entries,
    connection: connectionState(directory),
    signedIn,
    shelf,
    discard: async (work) => {
      await (await index).unshelve(work.id)
      await refreshShelf()
    },
    notice,
    open: conversations.open,
    openTalk: talks.open,
    unsent: async () => {
      const opened = await index
      const count = async (): Promise<number> =>
        opened.records().reduce((sum, record) => sum + record.waiting, 0) +
        (await opened.shelved()).length +
        (await countWaitingFiles(me.id))
      // What was written a moment ago is on its way: that is no reason to alarm anybody.
      for (let tries = 0; tries < UNSENT_TRIES && directory.state.get().kind === 'saved'; tries++) {
        if ((await count()) === 0) return 0
        await new Promise((resolve) => setTimeout(resolve, UNSENT_MILLISECONDS))
      }
      return count()
    },
    destroy: async ({ forget }) => {
      stopForgetting()
      stopSending()
      await Promise.all([directory.close(), personal.close(), conversations.close(), talks.close()])
      if (forget) await (await index).destroy()
      else (await index).close()
    },
  }
}

const readLocally = (room: RoomHandle): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (room.state.get().kind === 'loading') return
      stop()
      resolve()
    }
    const stop = room.state.subscribe(look)
    look()
  })

const followDirectory = (room: RoomHandle): ReadableStore<Directory> => {
  let people: Directory['people'] = []
  const entries: DerivedStore<Directory> = createDerivedStore(() => {
    const directory = readDirectory(room.replica.get().doc)
    // With every message some conversation's time changes; names do not, and all that shows names looks at these.
    if (JSON.stringify(directory.people) !== JSON.stringify(people)) people = directory.people
    return { ...directory, people }
  })
  const follow = (): void => {
    for (const root of Object.values(directoryRoots(room.replica.get().doc))) root.observe(entries.invalidate)
  }
  follow()
  room.replica.subscribe(() => {
    follow()
    entries.invalidate()
  })
  return entries
}

const connectionState = (room: RoomHandle): ReadableStore<ConnectionState> => ({
  subscribe: room.state.subscribe,
  get: () => {
    switch (room.state.get().kind) {
      case 'saved':
      case 'healing':
        return 'online'
      case 'loading':
      case 'syncing':
        return 'connecting'
      case 'offline':
      case 'saved-here':
      case 'unsaved':
      case 'unreadable':
      case 'ended':
        return 'offline'
    }
  },
})
