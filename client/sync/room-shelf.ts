/**
 * One conversation's part of the shelf: sets refused work aside before anything is thrown away, and says what of it
 * the server lacks once the server's document is here. What it lacks nothing of is not kept.
 */
import * as Y from 'yjs'
import { conversationRoots, readSettings } from '../../shared/document/index.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import type { LocalIndex } from './local-index.ts'
import { newId } from './new-id.ts'
import { type RefusedItem, refusedWork, untakenWork } from './refused-work.ts'
import type { ShelvedWork } from './shelf.ts'

export interface RoomShelf {
  /** Resolves once one's whole copy is stored on the shelf, to be compared later. */
  readonly put: (copy: Y.Doc, reason: ShelvedWork['reason']) => Promise<void>
  /** Compares what was put here with the server's document. */
  readonly settle: (server: Y.Doc) => Promise<void>
  /** The same where access has ended; `copy` holds work that still waited then. */
  readonly settleWithoutServer: (copy: Y.Doc | undefined) => Promise<void>
}

export const createRoomShelf = (options: {
  readonly index: Promise<LocalIndex>
  readonly conversationId: ConversationId
  readonly me: PrincipalId
  readonly onChanged: () => void
}): RoomShelf => {
  const { conversationId, me, onChanged } = options

  const put = async (copy: Y.Doc, reason: ShelvedWork['reason']): Promise<void> =>
    (await options.index).shelve({
      id: newId(),
      conversationId,
      title: readSettings(conversationRoots(copy)).title ?? '',
      at: Date.now(),
      reason,
      update: Y.encodeStateAsUpdate(copy),
      items: undefined,
    })

  /** Tabs of one device may put the same work here: each item is kept once. */
  const settleWith = async (compare: (work: ShelvedWork) => readonly RefusedItem[]): Promise<void> => {
    const index = await options.index
    const works = (await index.shelved()).filter((work) => work.conversationId === conversationId)
    const known = new Set(works.flatMap((work) => (work.items ?? []).map(itemKey)))
    for (const work of works) {
      if (work.items !== undefined) continue
      const items = compare(work).filter((item) => !known.has(itemKey(item)))
      for (const item of items) known.add(itemKey(item))
      if (items.length === 0) await index.unshelve(work.id)
      else await index.shelve({ ...work, items })
    }
    onChanged()
  }

  return {
    put,
    settle: (server) => settleWith((work) => refusedWork(server, work.update)),
    settleWithoutServer: async (copy) => {
      if (copy !== undefined) await put(copy, 'access-gone')
      await settleWith((work) => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, work.update)
        const items = untakenWork(doc, me)
        doc.destroy()
        return items
      })
    },
  }
}

const itemKey = (item: RefusedItem): string => `${item.kind} ${item.kind === 'setting' ? item.key : item.id}`
