/**
 * The rooms of one kind that this page has open, one for each conversation, each read into a model for React. Whoever
 * shows one retains it; the latest stay open for a while, so that coming back is instant.
 */
import type { ConversationId } from '../../shared/ids.ts'
import type { Replica } from './replica.ts'
import type { RoomHandle } from './room-handle.ts'
import { createStore, type ReadableStore } from './store.ts'

export interface ModelHandle<Model> {
  readonly id: ConversationId
  readonly room: RoomHandle
  /** Of the replica to show; another one after the document was fetched anew. */
  readonly model: ReadableStore<Model>
  /** Holds it open until the returned function is called; afterwards it stays a while. */
  readonly retain: () => () => void
}

export interface OpenRooms<Model> {
  /** The one handle of a conversation's room, opened where it is not yet. */
  readonly open: (id: ConversationId) => ModelHandle<Model>
  readonly has: (id: ConversationId) => boolean
  readonly close: () => Promise<void>
}

interface OpenRoom<Model> {
  readonly handle: ModelHandle<Model>
  readonly close: () => Promise<void>
  users: number
}

export const createOpenRooms = <Model extends { readonly close: () => void }>(options: {
  readonly openRoom: (id: ConversationId) => RoomHandle
  /** `before`: the model whose place it takes, after the document was fetched anew. */
  readonly createModel: (replica: Replica, before: Model | undefined) => Model
  /** How many stay open in the background. */
  readonly keptOpen: number
}): OpenRooms<Model> => {
  const rooms = new Map<ConversationId, OpenRoom<Model>>()

  const trim = (): void => {
    const idle = [...rooms].filter(([, room]) => room.users === 0)
    for (const [id, room] of idle.slice(0, Math.max(0, idle.length - options.keptOpen))) {
      rooms.delete(id)
      void room.close()
    }
  }

  const openOne = (id: ConversationId): OpenRoom<Model> => {
    const room = options.openRoom(id)
    const model = createStore(options.createModel(room.replica.get(), undefined))
    const stop = room.replica.subscribe(() => {
      const old = model.get()
      model.set(options.createModel(room.replica.get(), old))
      old.close()
    })
    const opened: OpenRoom<Model> = {
      users: 0,
      handle: {
        id,
        room,
        model,
        retain: () => {
          opened.users++
          let released = false
          return () => {
            if (released) return
            released = true
            opened.users--
            trim()
          }
        },
      },
      close: async () => {
        stop()
        model.get().close()
        await room.close()
      },
    }
    return opened
  }

  return {
    open: (id) => {
      const room = rooms.get(id) ?? openOne(id)
      // The latest used stands last, and is the last to be closed.
      rooms.delete(id)
      rooms.set(id, room)
      return room.handle
    },
    has: (id) => rooms.has(id),
    close: async () => {
      const all = [...rooms.values()]
      rooms.clear()
      await Promise.all(all.map((room) => room.close()))
    },
  }
}
