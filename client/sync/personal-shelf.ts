/**
 * What one wrote in one's own document before the server's copy began its next epoch, and that had not gone up by
 * then: it is written anew in the document of now. Drafts are work, and would be missed. Kept in memory only: the old
 * copy is cleared once this is done, and until then it is tried again.
 */
import type * as Y from 'yjs'
import { carryOverPersonal } from '../../shared/document/index.ts'
import type { RoomShelf } from './room-shelf.ts'

export const createPersonalShelf = (): RoomShelf => {
  let copy: Y.Doc | undefined
  return {
    put: (refused, { reason }) => {
      // What was refused for what it says would be refused again.
      if (reason === 'new-epoch') copy = refused
      return Promise.resolve()
    },
    settle: (server, leaving) => {
      const refused = copy
      copy = undefined
      const carry = (): void => {
        if (refused !== undefined && refused !== server) carryOverPersonal(server, refused)
      }
      if (leaving === undefined) carry()
      else leaving.swap(carry)
      return Promise.resolve()
    },
    lead: () => undefined,
    follow: () => undefined,
    settleWithoutServer: () => Promise.resolve(),
  }
}
