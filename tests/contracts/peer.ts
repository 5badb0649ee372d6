/** What every adapter of the peer port must do, towards a real room. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import {
  addMessage,
  addReply,
  addRun,
  bodyToMarkdown,
  changeSetting,
  conversationRoots,
  fillWithText,
  findMessage,
  findRun,
  readSettings,
  reportRun,
} from '../../shared/document/index.ts'
import { BANYAN_AGENT, MAIN_BRANCH, type MessageId, type RunId } from '../../shared/ids.ts'
import type { RoomName } from '../../shared/rooms.ts'
import { CLOSE } from '../../shared/wire.ts'
import { type JoinRoom, type Peer, type PeerClose, PeerRefused } from '../../sync-server/agent/peer.ts'
import { agent, ROOM, type RoomWorld } from '../helpers/room-world.ts'
import type { TestPeer } from '../helpers/test-peer.ts'

export interface PeerSubject {
  /** Joins as the agent. */
  readonly join: JoinRoom
  /** The rooms behind it, running by themselves. */
  readonly world: RoomWorld
  readonly close: () => Promise<void>
}

const AGENT = agent(BANYAN_AGENT)
const CLIENT_ID = 77_000_001

export const peerContract = (name: string, setup: () => Promise<PeerSubject>): void => {
  describe(`peer: ${name}`, () => {
    let subject: PeerSubject
    let ana: TestPeer
    let peers: Peer[]

    beforeEach(async () => {
      subject = await setup()
      peers = []
      subject.world.levels.set(BANYAN_AGENT, 'collaborate')
      ana = subject.world.peer('ana', 'collaborate')
      await ana.connect(subject.world.rooms)
      addMessage(
        ana.doc,
        {
          id: 'message-1',
          author: 'ana0',
          role: 'user',
          parentId: null,
          branchId: MAIN_BRANCH,
          createdAt: 1,
        },
        fillWithText('Hello'),
      )
      addRun(ana.doc, {
        id: 'run-1',
        parentId: 'message-1',
        branchId: MAIN_BRANCH,
        requestedBy: 'ana0',
        agent: BANYAN_AGENT,
        model: '',
        createdAt: 1,
      })
      await until(() => subject.world.appended.length > 0 && ana.acknowledged > 0)
    })
    afterEach(async () => {
      for (const peer of peers) peer.close()
      await subject.close()
    })

    const join = async (options?: { clientId?: number }, room: RoomName = ROOM): Promise<Peer> => {
      const peer = await subject.join(room, options)
      peers.push(peer)
      return peer
    }
    const roots = (doc: Y.Doc) => conversationRoots(doc)
    const reply = (peer: Peer, id: string, text = ''): Y.Text =>
      addReply(
        peer.doc,
        {
          id,
          author: BANYAN_AGENT,
          role: 'assistant',
          parentId: 'message-1',
          branchId: MAIN_BRANCH,
          createdAt: 2,
          runId: 'run-1',
        },
        text,
      )
    const textFor = (doc: Y.Doc, id: string): string =>
      bodyToMarkdown(findMessage(roots(doc), id as MessageId)?.body)

    it('[PEER-1] is in sync when it has joined, and stays so', async () => {
      const peer = await join()
      expect(textFor(peer.doc, 'message-1')).toBe('Hello')
      changeSetting(ana.doc, 'title', 'Trees')
      await until(() => readSettings(roots(peer.doc)).title === 'Trees')
    })

    it('[PEER-2] what it writes reaches the others', async () => {
      const peer = await join()
      const body = reply(peer, 'reply-1', 'One')
      body.insert(3, ' two')
      await until(() => textFor(ana.doc, 'reply-1') === 'One two')
    })

    it('[PEER-3] saved resolves once all is stored, not before', async () => {
      const peer = await join()
      await peer.saved()
      const storing = Promise.withResolvers<void>()
      let asked = 0
      subject.world.beforeAppend = async () => {
        asked++
        await storing.promise
      }
      reply(peer, 'reply-1', 'One')
      let saved = false
      const saving = peer.saved().then(() => {
        saved = true
      })
      await until(() => asked > 0)
      await turns(20)
      expect(saved).toBe(false)
      storing.resolve()
      await saving
      expect(textFor(await subject.world.stored(), 'reply-1')).toBe('One')
    })

    it('[PEER-4] writes under the client id that it was given, also the second time', async () => {
      const first = await join({ clientId: CLIENT_ID })
      reply(first, 'reply-1', 'One')
      await first.saved()
      first.close()
      const second = await join({ clientId: CLIENT_ID })
      expect(second.doc.clientID).toBe(CLIENT_ID)
      reply(second, 'reply-2', 'Two')
      await second.saved()
      const stored = await subject.world.stored()
      expect(textFor(stored, 'reply-2')).toBe('Two')
      expect(stored.store.clients.has(second.doc.clientID)).toBe(true)
      // Nothing was written under any other id of the agent's.
      const written = [...stored.store.clients.keys()].filter((id) => id !== ana.doc.clientID)
      expect(written.filter((id) => id < 4_000_000_000)).toEqual([CLIENT_ID])
    })

    it('[PEER-5] shows itself with the identity of its connection, and goes when it says so or leaves', async () => {
      const shown = () => [...ana.presence.values()].filter(({ doing }) => doing !== undefined)
      const peer = await join({ clientId: CLIENT_ID })
      peer.setPresence({ doing: 'thinking', user: { id: 'somebody-else' } })
      await until(() => shown().length === 1)
      expect(shown()[0]).toMatchObject({ doing: 'thinking', user: { id: BANYAN_AGENT, kind: 'agent' } })
      peer.setPresence({ doing: 'writing' })
      await until(() => shown()[0]?.doing === 'writing')
      peer.setPresence(undefined)
      await until(() => shown().length === 0)
      peer.setPresence({ doing: 'writing' })
      await until(() => shown().length === 1)
      peer.close()
      await until(() => shown().length === 0)
      // And again under the same client id, whatever the others remember of it.
      const next = await join({ clientId: CLIENT_ID })
      next.setPresence({ doing: 'writing' })
      await until(() => shown().length === 1)
    })

    it('[PEER-6] is refused with the code that says why', async () => {
      subject.world.levels.delete(BANYAN_AGENT)
      await expect(join()).rejects.toMatchObject({ close: { code: CLOSE.forbidden } })
      await expect(join({}, 'nonsense' as RoomName)).rejects.toThrow(PeerRefused)
    })

    it('[PEER-7] ends when a change of its own is refused, and tells who listens, once', async () => {
      const peer = await join()
      const closes: PeerClose[] = []
      peer.onClose((close) => closes.push(close))
      const quiet = peer.onClose(() => closes.push({ code: 0, reason: 'told after it stopped listening' }))
      quiet()
      addMessage(
        peer.doc,
        { id: 'forged-1', author: 'ana0', role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: 1 },
        fillWithText('I am Ana'),
      )
      await expect(peer.saved()).rejects.toThrow('closed')
      expect(closes).toEqual([{ code: CLOSE.forbidden, reason: expect.stringContaining('refused') }])
      expect(peer.closed()).toEqual(closes[0])
      await expect(peer.saved()).rejects.toThrow('closed')
      expect(textFor(await subject.world.stored(), 'forged-1')).toBe('')
    })

    it('[PEER-8] comes back by itself after a change of rights, with all that it wrote', async () => {
      const peer = await join({ clientId: CLIENT_ID })
      peer.setPresence({ doing: 'writing' })
      const body = reply(peer, 'reply-1', 'One')
      await peer.saved()
      subject.world.rooms.rightsChanged(ROOM, 'everybody', 'Rights have changed.')
      body.insert(3, ' two')
      reportRun(peer.doc, 'run-1' as RunId, { status: 'done' })
      await peer.saved()
      expect(peer.closed()).toBeUndefined()
      const stored = await subject.world.stored()
      expect(textFor(stored, 'reply-1')).toBe('One two')
      expect(findRun(roots(stored), 'run-1' as RunId)?.status).toBe('done')
      body.insert(7, ' three')
      await peer.saved()
      expect(textFor(await subject.world.stored(), 'reply-1')).toBe('One two three')
      await ana.connect(subject.world.rooms)
      await until(() => [...ana.presence.values()].some(({ doing }) => doing === 'writing'))
    })

    it('[PEER-3] saved waits for what was written while the peer was away', async () => {
      const peer = await join({ clientId: CLIENT_ID })
      const body = reply(peer, 'reply-1', 'One')
      await peer.saved()
      const letIn = Promise.withResolvers<void>()
      let asked = 0
      subject.world.beforeAuthorize = async () => {
        asked++
        await letIn.promise
      }
      subject.world.rooms.rightsChanged(ROOM, new Set([AGENT.id]), 'Rights have changed.')
      await until(() => asked > 0)
      body.insert(3, ' two')
      let saved = false
      const saving = peer.saved().then(() => {
        saved = true
      })
      await turns(20)
      expect(saved).toBe(false)
      letIn.resolve()
      await saving
      expect(textFor(await subject.world.stored(), 'reply-1')).toBe('One two')
    })

    it('[PEER-8] comes back after the store failed, and nothing that it wrote is lost', async () => {
      const peer = await join({ clientId: CLIENT_ID })
      const body = reply(peer, 'reply-1', 'One')
      await peer.saved()
      let failures = 1
      subject.world.beforeAppend = async () => {
        if (failures-- > 0) throw new Error('The disk is full.')
      }
      body.insert(3, ' two')
      await peer.saved()
      expect(textFor(await subject.world.stored(), 'reply-1')).toBe('One two')
    })

    it('[PEER-9] ends when it loses its right', async () => {
      const peer = await join()
      const closed = Promise.withResolvers<PeerClose>()
      peer.onClose(closed.resolve)
      subject.world.changeLevel(AGENT, 'none')
      expect((await closed.promise).code).toBe(CLOSE.forbidden)
      await expect(peer.saved()).rejects.toThrow('closed')
    })

    it('[PEER-10] leaves when it closes, and only once', async () => {
      const peer = await join()
      const closes: PeerClose[] = []
      peer.onClose((close) => closes.push(close))
      peer.close()
      peer.close()
      expect(closes).toHaveLength(1)
      expect(peer.closed()?.code).toBe(1000)
      await expect(peer.saved()).rejects.toThrow('closed')
      peer.setPresence({ doing: 'nothing' })
      reply(peer, 'reply-late', 'Too late')
      await turns(20)
      expect(textFor(await subject.world.stored(), 'reply-late')).toBe('')
    })
  })
}

/** Waits turn by turn of the event loop; the test's own time limit is the bound. */
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await turns(1)
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
