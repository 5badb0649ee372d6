/** Side talk on a real server, by its public interfaces: who is in it, who is told of it, and that no model ever is. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { Sharing } from '../shared/api.ts'
import type { Audit } from '../shared/api-administration.ts'
import {
  addMessage,
  addTalk,
  bodyToMarkdown,
  conversationRoots,
  type DirectoryEntry,
  editTalk,
  fillWithText,
  type News,
  type Notification,
  readDirectory,
  readMessages,
  readTalk,
} from '../shared/document/index.ts'
import { type ConversationId, MAIN_BRANCH, type MessageId, type PrincipalId } from '../shared/ids.ts'
import { conversationRoom, directoryRoom, talkRoom } from '../shared/rooms.ts'
import { CLOSE } from '../shared/wire.ts'
import {
  ApiFailure,
  type StockPeer,
  startBanyan,
  stockPeer,
  type TestBanyan,
  type TestPerson,
  until,
} from './helpers/banyan.ts'
import { ask, type Fill, naming, runOf } from './helpers/conversation.ts'
import { type ModelServer, startModelServer } from './helpers/model-server.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let banyan: TestBanyan
let models: ModelServer
let ada: TestPerson
let ana: TestPerson
let ben: TestPerson
let vera: TestPerson
let stranger: TestPerson
let id: ConversationId
let peers: StockPeer[]

beforeAll(async () => {
  models = await startModelServer()
  banyan = await startBanyan({ environment: { OPENAI_COMPATIBLE_URL: models.url } })
  ada = await banyan.found('Ada')
  ;[ana, ben, vera, stranger] = (await Promise.all(
    ['Ana', 'Ben', 'Vera', 'Stig'].map((name) => banyan.join(ada, name)),
  )) as [TestPerson, TestPerson, TestPerson, TestPerson]
})
afterAll(async () => {
  await banyan?.close()
  await models?.close()
})
/** Ana's; Ben may collaborate, Vera may view. */
beforeEach(async () => {
  peers = []
  id = await ana.newConversation('Plans')
  await ana.share(id, [
    { subject: { kind: 'person', id: ben.id }, level: 'collaborate' },
    { subject: { kind: 'person', id: vera.id }, level: 'view' },
  ])
})
afterEach(() => {
  for (const peer of peers) peer.destroy()
})

const follow = (peer: StockPeer): StockPeer => {
  peers.push(peer)
  return peer
}
const enter = async (person: TestPerson, room: string): Promise<Y.Doc> => {
  const peer = follow(person.sync(room))
  await peer.synced
  return peer.doc
}
const talkOf = (person: TestPerson): Promise<Y.Doc> => enter(person, talkRoom(id))
const say = (doc: Y.Doc, author: TestPerson, messageId: string, fill: string | Fill, about?: string): void =>
  addTalk(
    doc,
    { id: messageId as MessageId, author: author.id, createdAt: 1, about: about as MessageId | undefined },
    typeof fill === 'string' ? fillWithText(fill) : fill,
  )
const textsIn = (doc: Y.Doc): readonly string[] => readTalk(doc).map(({ body }) => bodyToMarkdown(body))
const statusOf = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (failure: unknown) => (failure instanceof ApiFailure ? failure.status : 0),
  )

it('[B7] [TALK-2] what one says the others read, corrected and about a message too', async () => {
  const [anas, bens] = [await talkOf(ana), await talkOf(ben)]
  say(anas, ana, 'first', 'Shall we ask it?')
  await until('Ben reads it', () => textsIn(bens).length === 1)
  say(bens, ben, 'second', 'This one', 'some-message')
  editTalk(bens, 'second' as MessageId, fillWithText('That one'))
  await until('Ana reads that it was corrected', () => readTalk(anas)[1]?.edits.length === 1)
  expect(readTalk(anas)).toMatchObject([
    { id: 'first', author: ana.id, about: undefined, edits: [], receivedAt: expect.any(Number) },
    { id: 'second', author: ben.id, about: 'some-message', edits: [{ by: ben.id }] },
  ])
  expect(textsIn(anas)).toEqual(['Shall we ask it?', 'That one'])
})

describe('who is in it', () => {
  it('[TALK-1] nobody but those who may take part: the others are told which it is', async () => {
    const room = talkRoom(id)
    expect(await follow(vera.sync(room)).closed).toBe(CLOSE.forbidden)
    expect(await follow(stranger.sync(room)).closed).toBe(CLOSE.forbidden)
    expect(await follow(ana.sync(talkRoom('no-such-conversation' as ConversationId))).closed).toBe(
      CLOSE.notFound,
    )
    await ana.openTalkTo(id, 'everybody')
    say(await talkOf(vera), vera, 'veras', 'I may only view')
    const anas = await talkOf(ana)
    await until('Ana reads it', () => textsIn(anas).includes('I may only view'))
    expect(await follow(stranger.sync(room)).closed).toBe(CLOSE.forbidden)
  })

  it('[TALK-1] no agent, no bot and no program with a token, by socket or by HTTP', async () => {
    await ana.openTalkTo(id, 'everybody')
    say(await talkOf(ana), ana, 'secret', 'SECRET')
    const bot = await ben.call<{ id: PrincipalId; token: string }>('POST', '/api/bots', { name: 'Echo' })
    await ana.share(id, [{ subject: { kind: 'person', id: bot.id }, level: 'collaborate' }])
    const { secret } = await ana.call<{ secret: string }>('POST', '/api/me/tokens', {
      name: 'Everything',
      scopes: ['read', 'write', 'share'],
      days: 1,
    })
    const key = (await readFile(join(banyan.dataDir, 'agent.key'), 'utf8')).trim()
    for (const token of [bot.token, secret, key]) {
      const headers = { authorization: `Bearer ${token}` }
      // It is let into the conversation, so that it is not the token that is wrong.
      await follow(stockPeer(banyan.url, conversationRoom(id), headers)).synced
      const turnedAway = follow(stockPeer(banyan.url, talkRoom(id), headers))
      expect(await turnedAway.closed).toBe(CLOSE.notFound)
      expect(readTalk(turnedAway.doc)).toEqual([])
      const answer = await fetch(`${banyan.url}/api/conversations/${id}/talk/epochs/1`, { headers })
      expect([401, 403]).toContain(answer.status)
      expect(await answer.text()).not.toContain('SECRET')
    }
  })

  it('[TALK-8] the owner says who may, on the version that they saw; the log says that they did', async () => {
    const before = await ana.call<Sharing>('GET', `/api/conversations/${id}/sharing`)
    expect(before.sideTalk).toBe('collaborators')
    const changed = await ana.openTalkTo(id, 'everybody')
    expect(changed).toMatchObject({ sideTalk: 'everybody', version: before.version + 1 })
    const change = (who: TestPerson, body: object) =>
      statusOf(who.call('PUT', `/api/conversations/${id}/sharing`, body))
    expect(await change(ana, { version: before.version, sideTalk: 'collaborators' })).toBe(409)
    expect(await change(ben, { version: changed.version, sideTalk: 'collaborators' })).toBe(403)
    expect(await change(stranger, { version: changed.version, sideTalk: 'collaborators' })).toBe(404)
    expect(await change(ana, { version: changed.version, sideTalk: 'nobody' })).toBe(422)
    expect(await change(ana, { version: changed.version })).toBe(422)
    // The same again changes nothing, and both can be changed at once.
    expect(await ana.openTalkTo(id, 'everybody')).toMatchObject({ version: changed.version })
    const both = await ana.call<Sharing>('PUT', `/api/conversations/${id}/sharing`, {
      version: changed.version,
      changes: [{ subject: { kind: 'person', id: vera.id }, level: 'collaborate' }],
      sideTalk: 'collaborators',
    })
    expect(both).toMatchObject({ sideTalk: 'collaborators', version: changed.version + 1 })
    const log = await ada.call<Audit>('GET', `/api/admin/audit?conversation=${id}&action=side-talk-changed`)
    expect(log.items.map(({ actor, before: from, after: to }) => [actor.id, from, to])).toEqual([
      [ana.id, 'everybody', 'collaborators'],
      [ana.id, 'collaborators', 'everybody'],
    ])
  })
})

describe('lists', () => {
  const entryOf = (doc: Y.Doc): DirectoryEntry | undefined =>
    readDirectory(doc).conversations.find((entry) => entry.id === id)

  it('[TALK-5] say that somebody talks to those who may take part, and move nothing up', async () => {
    const [bens, veras] = [await enter(ben, directoryRoom(ben.id)), await enter(vera, directoryRoom(vera.id))]
    expect(entryOf(bens)).toMatchObject({ sideTalk: true })
    expect(entryOf(bens)).not.toHaveProperty('lastTalkAt')
    const { lastActivityAt } = entryOf(bens) ?? {}
    say(await talkOf(ana), ana, 'first', 'Shall we?')
    await until('Ben’s list says so', () => entryOf(bens)?.lastTalkAt !== undefined)
    expect(entryOf(bens)?.lastActivityAt).toBe(lastActivityAt)
    expect(entryOf(veras)).toMatchObject({ sideTalk: false })
    expect(entryOf(veras)).not.toHaveProperty('lastTalkAt')
    await ana.openTalkTo(id, 'everybody')
    await until('Vera’s says that she may take part', () => entryOf(veras)?.sideTalk === true)
    expect(entryOf(veras)?.lastTalkAt).toBe(entryOf(bens)?.lastTalkAt)
    await ana.openTalkTo(id, 'collaborators')
    await until('and that she may not', () => entryOf(veras)?.sideTalk === false)
    expect(entryOf(veras)).not.toHaveProperty('lastTalkAt')
  })
})

it('[TALK-9] a program with a token learns from no list and no news that anybody talks', async () => {
  const { secret } = await ben.call<{ secret: string }>('POST', '/api/me/tokens', {
    name: 'Everything',
    scopes: ['read', 'write', 'share'],
    days: 1,
  })
  const headers = { authorization: `Bearer ${secret}` }
  const asked = async (path: string): Promise<string> => {
    const answer = await fetch(`${banyan.url}${path}`, { headers })
    expect(answer.status).toBe(200)
    return answer.text()
  }
  const paths = [
    '/api/conversations',
    '/api/notifications',
    `/api/conversations/${id}/sharing`,
    '/api/deleted',
    '/api/people',
    '/api/groups',
  ]
  const before = await Promise.all(paths.map(asked))
  expect(before[0]).toContain(id)
  say(await talkOf(ana), ana, 'unheard', naming('SECRET', ben.id))
  await until('Ben himself is told', async () => {
    const { notifications } = await ben.call<{ notifications: readonly Notification[] }>(
      'GET',
      '/api/notifications',
    )
    return notifications.some(
      ({ conversationId, news }) => conversationId === id && news.kind === 'mentioned',
    )
  })
  expect(await Promise.all(paths.map(asked))).toEqual(before)
  const list = follow(stockPeer(banyan.url, directoryRoom(ben.id), headers))
  expect(await list.closed).toBe(CLOSE.notFound)
  expect(list.doc.store.clients.size).toBe(0)
})

describe('mentions', () => {
  const newsOf = async (person: TestPerson): Promise<readonly News[]> => {
    const { notifications } = await person.call<{ notifications: readonly Notification[] }>(
      'GET',
      '/api/notifications',
    )
    return notifications
      .filter(({ conversationId, news }) => conversationId === id && news.kind === 'mentioned')
      .map(({ news }) => news)
  }
  const isTold = (person: TestPerson, count: number) =>
    until(`${person.name} is told`, async () => (await newsOf(person)).length === count)
  const news = (place: 'talk' | 'conversation', messageId: string, by = ana): News => ({
    kind: 'mentioned',
    by: by.id,
    title: 'Plans',
    place,
    messageId: messageId as MessageId,
  })

  it('[TALK-6] in the side talk are told to those who take part, once, without a word of it', async () => {
    const doc = await talkOf(ana)
    const bens = await enter(ben, directoryRoom(ben.id))
    say(doc, ana, 'first', naming('SECRET', ben.id, vera.id, stranger.id, ana.id, ben.id, 'nobody-at-all'))
    await isTold(ben, 1)
    expect(await newsOf(ben)).toEqual([news('talk', 'first')])
    expect(JSON.stringify(readDirectory(bens).inbox)).not.toContain('SECRET')
    for (const who of [vera, stranger, ana]) expect(await newsOf(who)).toEqual([])
    // Written again it says nothing new; who is named only now is told now.
    await ana.openTalkTo(id, 'everybody')
    editTalk(doc, 'first' as MessageId, naming('SECRET', ben.id))
    say(doc, ana, 'second', naming('SECRET', vera.id))
    await isTold(vera, 1)
    editTalk(doc, 'second' as MessageId, naming('SECRET', vera.id, ben.id))
    await isTold(ben, 2)
    expect(await newsOf(ben)).toEqual([news('talk', 'second'), news('talk', 'first')])
    expect(await newsOf(vera)).toEqual([news('talk', 'second')])
  })

  it('[TALK-6] in the conversation are told to those who may open it, once it is sent', async () => {
    const doc = await enter(ana, conversationRoom(id))
    const meta = {
      author: ana.id,
      role: 'user',
      parentId: null,
      branchId: MAIN_BRANCH,
      createdAt: 1,
    } as const
    addMessage(doc, { id: 'draft', ...meta }, naming('Not yet', vera.id), { draft: true })
    addMessage(doc, { id: 'sent', ...meta }, naming('SECRET', ben.id, stranger.id))
    await isTold(ben, 1)
    expect(await newsOf(ben)).toEqual([news('conversation', 'sent')])
    expect(await newsOf(vera)).toEqual([])
    const bens = await enter(ben, conversationRoom(id))
    conversationRoots(bens).messages.get(0).set('sent', { by: ben.id })
    await isTold(vera, 1)
    expect(await newsOf(vera)).toEqual([news('conversation', 'draft', ben)])
    expect(await newsOf(stranger)).toEqual([])
    // A fork is nobody's saying anything.
    await ana.call('POST', `/api/conversations/${id}/fork`, { branchId: MAIN_BRANCH })
    await ana.share(id, [{ subject: { kind: 'person', id: stranger.id }, level: 'view' }])
    addMessage(doc, { id: 'last', ...meta }, naming('Now', stranger.id))
    await isTold(stranger, 1)
    expect(await newsOf(stranger)).toEqual([news('conversation', 'last')])
    expect(await newsOf(ben)).toHaveLength(1)
  })

  it('[TALK-6] are told after the next start where the server stopped in between', async () => {
    await banyan.stop()
    const database = new Database(join(banyan.dataDir, 'banyan.sqlite'))
    database
      .prepare('INSERT INTO mention (conversation_id, place, message_id, user_id, by) VALUES (?, ?, ?, ?, ?)')
      .run(id, 'talk', 'before', ben.id, ana.id)
    database.close()
    await banyan.start()
    await isTold(ben, 1)
    expect(await newsOf(ben)).toEqual([news('talk', 'before')])
  })

  it('[TALK-6] of more than twenty people in a message the first twenty are told', async () => {
    const doc = await talkOf(ana)
    const nobody = Array.from({ length: 20 }, (_, i) => `nobody-${String(i).padStart(2, '0')}`)
    say(doc, ana, 'crowd', naming('Everybody', ...nobody, ben.id))
    editTalk(doc, 'crowd' as MessageId, naming('Once more', ben.id))
    say(doc, ana, 'after', naming('Only you', ben.id))
    await isTold(ben, 1)
    expect(await newsOf(ben)).toEqual([news('talk', 'after')])
  })

  it('[TALK-12] of whom one person names within a minute the first sixty are told; others’ mentions go on', async () => {
    const [bens, anas] = [await talkOf(ben), await talkOf(ana)]
    for (let message = 0; message < 3; message++) {
      const names = Array.from({ length: 20 }, (_, i) => `nobody-${message}-${i}`)
      say(bens, ben, `loud-${message}`, naming('You all', ...names))
    }
    say(bens, ben, 'too-many', naming('And you', ana.id))
    await until('Ana reads it', () => textsIn(anas).length === 4)
    say(anas, ana, 'answer', naming('Quietly, please', ben.id))
    await isTold(ben, 1)
    expect(await newsOf(ana)).toEqual([])
  })
})

it('[B7] [TALK-4] no byte of it is in any request to a model, in a fork or in the conversation, until somebody makes a prompt of it', async () => {
  models.script({ kind: 'stream', pieces: ['An answer.'] })
  const [doc, talk] = [await enter(ana, conversationRoom(id)), await talkOf(ana)]
  const run = ask(doc, ana.id, 'question-1', 'What is a banyan?')
  await until('it is answered', () => runOf(doc, run)?.status === 'done')
  say(talk, ana, 'talk-1', naming('XYLOPHONE', ben.id), 'question-1')
  say(await talkOf(ben), ben, 'talk-2', 'ZEPPELIN, between us')
  await until('all of it is there', () => readTalk(talk).length === 2)
  const before = models.requests.length
  const again = ask(doc, ana.id, 'question-2', 'And how does it grow?')
  await until('it is answered again', () => runOf(doc, again)?.status === 'done')
  expect(models.requests.length).toBeGreaterThan(before)
  expect(models.requests.at(-1)?.text).toContain('And how does it grow?')
  const sent = (): string =>
    models.requests.map(({ path, text, headers }) => `${path}${text}${JSON.stringify(headers)}`).join('\n')
  const nothing = [/XYLOPHONE/i, /ZEPPELIN/i, /between us/, /talk-1/, /talk-2/, /talk\//]
  for (const word of nothing) expect(sent()).not.toMatch(word)

  const { id: fork } = await ana.call<{ id: ConversationId }>('POST', `/api/conversations/${id}/fork`, {
    branchId: MAIN_BRANCH,
  })
  const forked = await enter(ana, conversationRoom(fork))
  expect(readMessages(conversationRoots(forked)).map(({ id: each }) => each)).toContain('question-2')
  const forkedTalk = follow(ana.sync(talkRoom(fork)))
  await forkedTalk.synced
  expect(readTalk(forkedTalk.doc)).toEqual([])
  for (const each of [doc, forked]) {
    const text = Buffer.from(Y.encodeStateAsUpdate(each)).toString('latin1')
    for (const word of nothing) expect(text).not.toMatch(word)
  }

  // Made a prompt: a message like any other, of that text alone.
  const third = ask(doc, ana.id, 'question-3', textsIn(talk)[1] ?? '')
  await until('that is answered too', () => runOf(doc, third)?.status === 'done')
  expect(models.requests.at(-1)?.text).toContain('ZEPPELIN, between us')
  for (const word of [/XYLOPHONE/i, /talk-1/, /talk-2/, /talk\//]) expect(sent()).not.toMatch(word)
})

it('[TALK-7] it is shut and restored with its conversation', async () => {
  const anas = follow(ana.sync(talkRoom(id)))
  await anas.synced
  say(anas.doc, ana, 'first', 'Still here')
  const reader = await talkOf(ben)
  await until('Ben reads it', () => textsIn(reader).length === 1)
  await ana.call('DELETE', `/api/conversations/${id}`)
  expect(await anas.closed).toBe(CLOSE.notFound)
  expect(await follow(ana.sync(talkRoom(id))).closed).toBe(CLOSE.notFound)
  await ana.call('POST', `/api/deleted/${id}/restore`)
  expect(textsIn(await talkOf(ben))).toEqual(['Still here'])
})
