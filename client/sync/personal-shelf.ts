/**
 * What one wrote in one's own document before the server's copy began its next epoch, and that had not gone up by
 * then: it is written anew in the document of now. Drafts are work, and would be missed: until that is done the copy
 * is kept on this device, for the next page where this one is closed.
 */
import * as Y from 'yjs'
import { carryOverPersonal } from '../../shared/document/index.ts'
import type { LocalIndex } from './local-index.ts'
import type { RoomShelf } from './room-shelf.ts'

export const createPersonalShelf = (index: Promise<LocalIndex>): RoomShelf => ({
  put: async (refused, { id, reason }) => {
    // What was refused for what it says would be refused again.
    if (reason !== 'new-epoch') return
    const copy = { id, clientId: refused.clientID, update: Y.encodeStateAsUpdate(refused) }
    await (await index).keepPersonalCopy(copy)
  },
  // What is kept there are values: nothing stands in another.
  keep: () => Promise.resolve(),
  settle: async (server, leaving) => {
    const opened = await index
    const copies = await opened.personalCopies()
    const carry = (): void => {
      for (const { id, clientId, update } of copies) {
        if (id === leaving?.id) continue
        const copy = new Y.Doc()
        Y.applyUpdate(copy, update)
        copy.clientID = clientId
        carryOverPersonal(server, copy)
        copy.destroy()
      }
      if (leaving !== undefined) carryOverPersonal(server, leaving.copy)
    }
    if (leaving === undefined) carry()
    else leaving.swap(carry)
    for (const { id } of copies) await opened.dropPersonalCopy(id)
  },
  lead: () => undefined,
  follow: () => undefined,
  settleWithoutServer: () => Promise.resolve(),
})
