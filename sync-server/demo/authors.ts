/**
 * Writes into a document as several people and the server would: each under a client id of their own, so that every
 * character has its author, at times of its own.
 */
import * as Y from 'yjs'
import { conversationRoots } from '../../shared/document/index.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'
import type { RandomBytes } from '../access/secrets.ts'
import { type Append, type Holder, SERVER } from '../storage/document-store.ts'

export interface Authors {
  /** The updates so far, oldest first. */
  readonly appends: readonly Append[]
  /** One writes in one's own replica, which has everything that was there before. */
  readonly writeAs: (author: Holder, at: number, write: (doc: Y.Doc) => void, facts?: Append['facts']) => void
  /** The server takes a message that was sent. */
  readonly putInOrder: (messageId: MessageId, at: number) => void
  readonly close: () => void
}

export const createAuthors = (room: RoomName, randomBytes: RandomBytes): Authors => {
  const appends: Append[] = []
  const peers = new Map<Holder, Y.Doc>()
  let messageCount = 0

  const writeAs: Authors['writeAs'] = (author, at, write, facts = {}) => {
    let doc = peers.get(author)
    const leases = doc === undefined ? [{ clientId: newClientId(randomBytes), holder: author }] : []
    if (doc === undefined) {
      doc = new Y.Doc()
      for (const lease of leases) doc.clientID = lease.clientId
      for (const { update } of appends) Y.applyUpdate(doc, update)
      peers.set(author, doc)
    }
    const before = Y.encodeStateVector(doc)
    write(doc)
    const update = Y.encodeStateAsUpdate(doc, before)
    for (const peer of peers.values()) if (peer !== doc) Y.applyUpdate(peer, update)
    appends.push({ room, update, sender: author, receivedAt: at, leases, facts })
  }

  return {
    appends,
    writeAs,
    putInOrder: (messageId, at) => {
      messageCount++
      const facts = { activityAt: at, messageCount }
      writeAs(SERVER, at, (doc) => conversationRoots(doc).order.push([[messageId, at]]), facts)
    },
    close: () => {
      for (const doc of peers.values()) doc.destroy()
    },
  }
}

/** As Yjs makes them: 32 random bits. */
const newClientId = (randomBytes: RandomBytes): number =>
  new DataView(Uint8Array.from(randomBytes(4)).buffer).getUint32(0)
