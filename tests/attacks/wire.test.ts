/** The whole corpus over real sockets, on a real server: each attack in a conversation of its own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { conversationRoots } from '../../shared/document/index.ts'
import { BANYAN_AGENT, type ConversationId, type PrincipalId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { CLOSE, MAX_FRAME_BYTES } from '../../shared/wire.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { contentOf } from '../helpers/guarded-document.ts'
import { type Answer, WirePeer } from '../helpers/wire-peer.ts'
import type { Attack } from './attack.ts'
import { CORPUS } from './corpus.ts'
import { type Cast, entryOf, furnishings, MESSAGES, type Scene, type Step } from './scene.ts'

type Name = Attack['by'] | Step['by']

let banyan: TestBanyan
let owner: TestPerson
let cast: Cast
let headers: Readonly<Record<Name, Readonly<Record<string, string>>>>
let log: Database.Database

beforeAll(async () => {
  banyan = await startBanyan({ agent: false, config: { requestsPerMinute: 100_000 } })
  owner = await banyan.found('Olga')
  const collaborator = await banyan.join(owner, 'Carl')
  const viewer = await banyan.join(owner, 'Vera')
  const bot = await owner.call<{ id: PrincipalId; token: string }>('POST', '/api/bots', { name: 'Robo' })
  cast = {
    owner: owner.id,
    collaborator: collaborator.id,
    viewer: viewer.id,
    agent: BANYAN_AGENT,
    bot: bot.id,
  }
  const agentKey = readFileSync(join(banyan.dataDir, 'agent.key'), 'utf8').trim()
  const byCookie = ({ cookie, url }: TestPerson) => ({ cookie, origin: url })
  headers = {
    owner: byCookie(owner),
    collaborator: byCookie(collaborator),
    viewer: byCookie(viewer),
    bot: { authorization: `Bearer ${bot.token}` },
    agent: { authorization: `Bearer ${agentKey}` },
  }
  log = new Database(join(banyan.dataDir, 'banyan.sqlite'), { readonly: true })
})
afterAll(async () => {
  log?.close()
  await banyan?.close()
})

const joinAs = (id: ConversationId, name: Name): Promise<WirePeer> =>
  WirePeer.join(banyan.url, conversationRoom(id), headers[name])

/** A furnished conversation, and the owner's page that stays open on it. */
const openScene = async (): Promise<{ id: ConversationId; watching: WirePeer }> => {
  const id = await owner.newConversation()
  await owner.share(id, [
    { subject: { kind: 'person', id: cast.collaborator }, level: 'collaborate' },
    { subject: { kind: 'person', id: cast.bot }, level: 'collaborate' },
    { subject: { kind: 'person', id: cast.viewer }, level: 'view' },
  ])
  const [watching, collaborator, agent] = await Promise.all([
    joinAs(id, 'owner'),
    joinAs(id, 'collaborator'),
    joinAs(id, 'agent'),
  ])
  const peers = { owner: watching, collaborator, agent }
  for (const { by, write } of furnishings(cast)) {
    const peer = peers[by]
    await peer.catchUp()
    const before = Y.encodeStateVector(peer.doc)
    peer.doc.transact(() => write(peer.doc))
    expect(await peer.ask(Y.encodeStateAsUpdate(peer.doc, before))).toEqual({ kind: 'stored' })
  }
  collaborator.leave()
  agent.leave()
  await watching.catchUp()
  return { id, watching }
}

const storedUpdates = (id: ConversationId): readonly Buffer[] =>
  log
    .prepare<[string], { body: Buffer }>('SELECT body FROM document_update WHERE room = ? ORDER BY id')
    .all(conversationRoom(id))
    .map(({ body }) => body)

const storedDocument = (id: ConversationId): Y.Doc => {
  const doc = new Y.Doc()
  conversationRoots(doc)
  for (const update of storedUpdates(id)) Y.applyUpdate(doc, update)
  return doc
}

/** What no attacker of the corpus may change: everything but its own message. */
const protectedContent = (doc: Y.Doc): unknown => {
  const own = conversationRoots(doc).messages.toArray().indexOf(entryOf(doc, MESSAGES.own))
  const { messages, branches, runs, order } = contentOf(doc)
  return { messages: messages.filter((_, index) => index !== own), branches, runs, order }
}

const expectedAnswer = (meets: Attack['meets'], update: Uint8Array): Answer => {
  if (update.length > MAX_FRAME_BYTES) return { kind: 'closed', code: CLOSE.frameTooLarge }
  if (meets === 'contained' || meets === 'noop') return { kind: 'stored' }
  // A gap may be honest: nothing is kept, and the peer is asked for what is missing.
  return meets === 'missing-deps' ? { kind: 'asked-again' } : { kind: 'rejected', code: meets }
}

let nextClient = 100_000

for (const [name, attacks] of Object.entries(CORPUS)) {
  describe(name, () => {
    test.each(attacks.map((attack) => [attack.id, attack.tries, attack] as const))(
      '[WIRE-1] %s: %s',
      async (_id, _tries, { by, meets, build }) => {
        const { id, watching } = await openScene()
        let attacker = await joinAs(id, by)
        const scene: Scene = {
          cast,
          state: Y.encodeStateAsUpdate(attacker.doc),
          newClient: () => nextClient++,
        }
        const { honest = [], hostile } = build(scene)
        for (const update of honest) expect(await attacker.ask(update)).toEqual({ kind: 'stored' })
        await watching.catchUp()
        const before = contentOf(watching.doc)
        const protectedBefore = protectedContent(watching.doc)
        const seenBefore = watching.updates.length
        const storedBefore = storedUpdates(id)
        expect(contentOf(storedDocument(id))).toEqual(before)

        for (const [index, update] of hostile.entries()) {
          // Whatever follows a refusal on the same connection is refused with it.
          if (index > 0) attacker = await joinAs(id, by)
          expect(await attacker.ask(update)).toEqual(expectedAnswer(meets, update))
          attacker.leave()
        }

        await watching.catchUp()
        const late = await joinAs(id, 'owner')
        if (meets === 'contained') {
          expect(protectedContent(watching.doc)).toEqual(protectedBefore)
        } else {
          expect(watching.updates.length).toBe(seenBefore)
          expect(storedUpdates(id)).toEqual(storedBefore)
          expect(contentOf(watching.doc)).toEqual(before)
        }
        expect(contentOf(late.doc)).toEqual(contentOf(watching.doc))
        expect(contentOf(storedDocument(id))).toEqual(contentOf(watching.doc))
        watching.leave()
        late.leave()
      },
    )
  })
}
