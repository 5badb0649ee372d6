/** What is tried on a side talk, over real sockets on a real server: refused, told why, without a trace. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addMessage, fillWithText } from '../../shared/document/index.ts'
import { BANYAN_AGENT, type ConversationId, type PrincipalId } from '../../shared/ids.ts'
import { conversationRoom, type RoomName, talkRoom } from '../../shared/rooms.ts'
import { startBanyan, type TestBanyan, type TestPerson } from '../helpers/banyan.ts'
import { contentOf } from '../helpers/guarded-document.ts'
import { WirePeer } from '../helpers/wire-peer.ts'
import type { Attack } from './attack.ts'
import type { Cast } from './scene.ts'
import { TALK_ATTACKS, TALK_FURNISHINGS } from './talk.ts'

let banyan: TestBanyan
let people: Readonly<Record<'owner' | 'collaborator' | 'viewer', TestPerson>>
let cast: Cast
let log: Database.Database

beforeAll(async () => {
  banyan = await startBanyan({ agent: false, config: { requestsPerMinute: 100_000 } })
  const owner = await banyan.found('Olga')
  people = {
    owner,
    collaborator: await banyan.join(owner, 'Carl'),
    viewer: await banyan.join(owner, 'Vera'),
  }
  cast = {
    owner: owner.id,
    collaborator: people.collaborator.id,
    viewer: people.viewer.id,
    agent: BANYAN_AGENT,
    bot: 'no-bot-comes-in' as PrincipalId,
  }
  log = new Database(join(banyan.dataDir, 'banyan.sqlite'), { readonly: true })
})
afterAll(async () => {
  log?.close()
  await banyan?.close()
})

const joinAs = (room: RoomName, name: Attack['by']): Promise<WirePeer> => {
  if (name === 'bot') throw new Error('No bot comes in.')
  const { cookie, url } = people[name]
  return WirePeer.join(url, room, { cookie, origin: url })
}

const storedUpdates = (room: RoomName): readonly Buffer[] =>
  log
    .prepare<[string], { body: Buffer }>('SELECT body FROM document_update WHERE room = ? ORDER BY id')
    .all(room)
    .map(({ body }) => body)

/** A side talk in which something was said, and the owner's page that stays open on it. */
const openScene = async (): Promise<{ id: ConversationId; room: RoomName; watching: WirePeer }> => {
  const id = await people.owner.newConversation()
  await people.owner.share(id, [
    { subject: { kind: 'person', id: cast.collaborator }, level: 'collaborate' },
    { subject: { kind: 'person', id: cast.viewer }, level: 'view' },
  ])
  const room = talkRoom(id)
  const [watching, collaborator] = [await joinAs(room, 'owner'), await joinAs(room, 'collaborator')]
  const peers = { owner: watching, collaborator }
  for (const { by, write } of TALK_FURNISHINGS) {
    const peer = peers[by]
    await peer.catchUp()
    expect(await peer.ask(changeOf(peer, (doc) => write(doc, cast)))).toEqual({ kind: 'stored' })
  }
  collaborator.leave()
  await watching.catchUp()
  return { id, room, watching }
}

const changeOf = ({ doc }: WirePeer, change: (doc: Y.Doc) => void): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => change(doc))
  return Y.encodeStateAsUpdate(doc, before)
}

let nextClient = 100_000

test.each(TALK_ATTACKS.map((attack) => [attack.id, attack.tries, attack] as const))(
  '[TALK-2] %s: %s',
  async (_id, _tries, { by, meets, build }) => {
    const { room, watching } = await openScene()
    const attacker = await joinAs(room, by)
    const scene = { cast, state: Y.encodeStateAsUpdate(attacker.doc), newClient: () => nextClient++ }
    const before = contentOf(watching.doc)
    const [seen, stored] = [watching.updates.length, storedUpdates(room)]
    const { hostile } = build(scene)
    expect(hostile).toHaveLength(1)
    for (const update of hostile) {
      expect(await attacker.ask(update)).toEqual({ kind: 'rejected', code: meets })
    }
    attacker.leave()

    await watching.catchUp()
    const late = await joinAs(room, 'collaborator')
    expect(watching.updates.length).toBe(seen)
    expect(storedUpdates(room)).toEqual(stored)
    for (const { doc } of [watching, late]) expect(contentOf(doc)).toEqual(before)
    watching.leave()
    late.leave()
  },
)

test('[TALK-2] every attack has an id of its own', () => {
  expect(new Set(TALK_ATTACKS.map(({ id }) => id)).size).toBe(TALK_ATTACKS.length)
})

test('[TALK-2] what is talked about is no fact of a message in the conversation', async () => {
  const { id, watching } = await openScene()
  watching.leave()
  const peer = await joinAs(conversationRoom(id), 'collaborator')
  const update = changeOf(peer, (doc) => {
    const meta = { id: 'message-1', author: cast.collaborator, role: 'user', parentId: null } as const
    addMessage(doc, { ...meta, branchId: 'main', createdAt: 1, ...{ about: 'talk-own' } }, fillWithText('Hm'))
  })
  expect(await peer.ask(update)).toEqual({ kind: 'rejected', code: 'key' })
  expect(storedUpdates(conversationRoom(id)).join()).not.toContain('talk-own')
  peer.leave()
})
