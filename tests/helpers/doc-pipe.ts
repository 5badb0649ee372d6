/** A conversation's document with peers joined to it by nothing but Yjs updates, for tests of what peers write. */
import * as Y from 'yjs'
import { type JoinRoom, type PeerClose, PeerRefused } from '../../sync-server/agent/peer.ts'
import { createPeerEnd, type PeerEnd } from '../../sync-server/agent/peer-end.ts'

export interface DocPipe {
  /** What the server has. */
  readonly doc: Y.Doc
  readonly join: JoinRoom
  /** Sizes of the updates that peers sent, one for each transaction. */
  readonly updates: Uint8Array[]
  /** Every presence that a peer has shown, in order. */
  readonly presence: (Record<string, unknown> | undefined)[]
  /** Client ids that peers joined with. */
  readonly clientIds: (number | undefined)[]
  /** Closes every peer, as a server does that goes away. */
  readonly closeAll: (close: PeerClose) => void
  /** Refuses everybody from now on, or lets them in again. */
  refuse: PeerClose | undefined
  /** Whether what peers write is stored: `saved` waits while it is false. */
  storing: boolean
}

export const createDocPipe = (): DocPipe => {
  const server = new Y.Doc()
  const ends = new Set<PeerEnd>()
  const pipe: DocPipe = {
    doc: server,
    updates: [],
    presence: [],
    clientIds: [],
    refuse: undefined,
    storing: true,
    closeAll: (close) => {
      for (const end of [...ends]) end.close(close)
    },
    join: async (_room, options = {}) => {
      if (pipe.refuse !== undefined) throw new PeerRefused(pipe.refuse)
      pipe.clientIds.push(options.clientId)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server), server)
      if (options.clientId !== undefined) doc.clientID = options.clientId
      const up = (update: Uint8Array, origin: unknown): void => {
        if (origin === server) return
        pipe.updates.push(update)
        Y.applyUpdate(server, update, doc)
      }
      const down = (update: Uint8Array, origin: unknown): void => {
        if (origin !== doc) Y.applyUpdate(doc, update, server)
      }
      doc.on('update', up)
      server.on('update', down)
      const end = createPeerEnd(() => {
        doc.off('update', up)
        server.off('update', down)
        ends.delete(end)
      })
      ends.add(end)
      return {
        doc,
        setPresence: (state) => pipe.presence.push(state),
        saved: () =>
          new Promise((resolve, reject) => {
            if (end.closed() !== undefined) return reject(new Error('closed'))
            if (pipe.storing) resolve()
            else end.onClose(() => reject(new Error('closed')))
          }),
        closed: end.closed,
        onClose: end.onClose,
        close: () => end.close({ code: 1000, reason: '' }),
      }
    },
  }
  return pipe
}
