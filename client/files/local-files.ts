/**
 * The files that this device keeps for one account, in IndexedDB: those that are chosen and not on the server yet,
 * with all their bytes, over reloads; and pictures that were seen, for reading off line. Where the browser gives no
 * database, the same in memory for as long as the page lives.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Attachment } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import type { BranchId, ConversationId, PrincipalId } from '../../shared/ids.ts'

/** A file that was chosen here. */
export interface LocalFile extends Attachment {
  readonly conversationId: ConversationId
  /** What its id was made of. */
  readonly secret: string
  /** The branch whose draft it belongs to; `undefined` once a message names it. */
  readonly draft: BranchId | undefined
  /** Whether all of it is on the server. */
  readonly arrived: boolean
  /** Why the server does not take it. */
  readonly refused: string | undefined
  readonly chosenAt: number
  readonly blob: Blob
}

interface FilesSchema extends DBSchema {
  chosen: { key: FileId; value: LocalFile }
  seen: {
    key: FileId
    value: { readonly conversationId: ConversationId; readonly blob: Blob; readonly at: number }
    indexes: { at: number }
  }
}

export interface LocalFiles {
  readonly chosen: () => Promise<readonly LocalFile[]>
  /** Resolves to false where the device has no room for it: then it is kept for as long as the page lives. */
  readonly put: (file: LocalFile) => Promise<boolean>
  readonly remove: (id: FileId) => Promise<void>
  readonly seen: (id: FileId) => Promise<Blob | undefined>
  readonly keepSeen: (conversationId: ConversationId, id: FileId, blob: Blob) => Promise<void>
  /** Forgets everything of conversations that one has no access to any more. */
  readonly forgetOthers: (mine: ReadonlySet<ConversationId>) => Promise<void>
  readonly close: () => void
}

/** The oldest pictures go when there are more. */
const SEEN_PICTURES = 200
export const SEEN_BYTES = 4 * 1024 * 1024

/** Begins as all databases of the account do, which are deleted together at sign-out. */
export const filesDatabase = (userId: PrincipalId): string => `banyan:${userId}:files`

export const openLocalFiles = async (userId: PrincipalId): Promise<LocalFiles> => {
  const database = await openDatabase(filesDatabase(userId))
  const inMemory = new Map<FileId, LocalFile>()
  return {
    chosen: async () => [
      ...inMemory.values(),
      ...(database === undefined ? [] : ((await whileOpen(() => database.getAll('chosen'))) ?? [])).filter(
        ({ id }) => !inMemory.has(id),
      ),
    ],
    put: async (file) => {
      inMemory.delete(file.id)
      if (database !== undefined) {
        try {
          await whileOpen(() => database.put('chosen', file, file.id))
          return true
        } catch (error) {
          // A disk that fails, or has lost what the file was read from, is as good as none.
          if (!(error instanceof DOMException)) throw error
        }
      }
      inMemory.set(file.id, file)
      return false
    },
    remove: async (id) => {
      inMemory.delete(id)
      if (database !== undefined) await whileOpen(() => database.delete('chosen', id))
    },
    seen: async (id) =>
      database === undefined ? undefined : (await whileOpen(() => database.get('seen', id)))?.blob,
    keepSeen: async (conversationId, id, blob) => {
      if (database === undefined) return
      // A device that is full keeps no pictures: they are had from the server, as others are.
      await whileRoom(async () => {
        const seen = database.transaction('seen', 'readwrite')
        await seen.store.put({ conversationId, blob, at: Date.now() }, id)
        let surplus = (await seen.store.count()) - SEEN_PICTURES
        for (
          let cursor = await seen.store.index('at').openCursor();
          cursor !== null && surplus > 0;
          cursor = await cursor.continue(), surplus--
        ) {
          await cursor.delete()
        }
        await seen.done
      })
    },
    forgetOthers: async (mine) => {
      if (database === undefined) return
      await whileOpen(async () => {
        const seen = database.transaction('seen', 'readwrite')
        for (let cursor = await seen.store.openCursor(); cursor !== null; cursor = await cursor.continue()) {
          if (!mine.has(cursor.value.conversationId)) await cursor.delete()
        }
        await seen.done
      })
    },
    close: () => database?.close(),
  }
}

/** Signing out, here or in another tab, closes and deletes it: then there is nothing to keep any more. */
const whileOpen = async <Value>(task: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await task()
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidStateError') return undefined
    throw error
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && error.name === 'QuotaExceededError'

const whileRoom = async (task: () => Promise<void>): Promise<void> => {
  try {
    await whileOpen(task)
  } catch (error) {
    if (!isFull(error)) throw error
  }
}

/** How many files are on this device alone. */
export const countWaitingFiles = async (userId: PrincipalId): Promise<number> => {
  const database = await openDatabase(filesDatabase(userId))
  const chosen = (await database?.getAll('chosen')) ?? []
  database?.close()
  return chosen.filter(({ arrived }) => !arrived).length
}

const openDatabase = async (name: string): Promise<IDBPDatabase<FilesSchema> | undefined> => {
  try {
    return await openDB<FilesSchema>(name, 1, {
      upgrade: (database) => {
        database.createObjectStore('chosen')
        database.createObjectStore('seen').createIndex('at', 'at')
      },
      // Another tab signs out and forgets: do not hold its deletion up.
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close()
      },
    })
  } catch {
    // Private windows and full disks give no database: files are kept for as long as the page lives.
    return undefined
  }
}
