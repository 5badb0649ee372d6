/** The stock y-websocket client, unchanged, against the real server over real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type * as Y from 'yjs'
import {
  addMessage,
  addRun,
  bodyToMarkdown,
  changeSetting,
  conversationRoots,
  fillWithText,
  readDirectory,
  readMessages,
  readRuns,
  readTree,
} from '../shared/document/index.ts'
import { BANYAN_AGENT, type ConversationId, MAIN_BRANCH } from '../shared/ids.ts'
import { conversationRoom, directoryRoom, personalRoom } from '../shared/rooms.ts'
import { CLOSE, MAX_FRAME_BYTES } from '../shared/wire.ts'
import {
  type StockPeer,
  startBanyan,
  stockPeer,
  type TestBanyan,
  type TestPerson,
  until,
} from './helpers/banyan.ts'

let banyan: TestBanyan
let anna: TestPerson
let ben: TestPerson
const open: StockPeer[] = []

beforeAll(async () => {
  banyan = await startBanyan()
  anna = await banyan.found('Anna')
  ben = await banyan.join(anna, 'Ben')
})
afterAll(async () => {
  for (const peer of open) peer.destroy()
  await banyan.close()
})

const enter = async (
  person: TestPerson,
  room: string,
  params?: Record<string, string>,
): Promise<StockPeer> => {
  const peer = person.sync(room, params === undefined ? {} : { params })
  open.push(peer)
  await peer.synced
  return peer
}

const say = (
  peer: StockPeer,
  author: TestPerson,
  id: string,
  text: string,
  parentId: string | null = null,
): void =>
  addMessage(
    peer.doc,
    { id, author: author.id, role: 'user', parentId, branchId: MAIN_BRANCH, createdAt: Date.now() },
    fillWithText(text),
  )

const ids = (doc: Y.Doc): string[] =>
  readTree(conversationRoots(doc))
    .view(MAIN_BRANCH)
    .map(({ id }) => id)

const share = (id: ConversationId, level: 'none' | 'view' | 'collaborate'): Promise<unknown> =>
  anna.share(id, [{ subject: { kind: 'person', id: ben.id }, level }])

describe('with the right to write', () => {
  it('[SYNC-1] two people write and see each other, and a newcomer is given all of it', async () => {
    const id = await anna.newConversation('Plans')
    await share(id, 'collaborate')
    const one = await enter(anna, conversationRoom(id))
    const two = await enter(ben, conversationRoom(id))
    say(one, anna, 'from-anna', 'Hello Ben')
    await until('Ben sees what Anna wrote', () => ids(two.doc).includes('from-anna'))
    say(two, ben, 'from-ben', 'Hello Anna', 'from-anna')
    await until('Anna sees what Ben wrote', () => ids(one.doc).includes('from-ben'))
    const late = await enter(ben, conversationRoom(id))
    expect(ids(late.doc)).toEqual(['from-anna', 'from-ben'])
    expect(conversationRoots(late.doc).settings.get('title')).toBe('Plans')
  })

  it('[SYNC-1] [E3] a run is answered once, streamed to everybody who looks, and outlives its asker', async () => {
    const id = await anna.newConversation('Questions')
    await share(id, 'view')
    const asker = await enter(anna, conversationRoom(id))
    const watcher = await enter(ben, conversationRoom(id))
    let sizes = 0
    watcher.doc.on('update', () => sizes++)
    asker.doc.transact(() => {
      say(asker, anna, 'question', 'How do I share a conversation?')
      addRun(asker.doc, {
        id: 'run-1',
        parentId: 'question',
        branchId: MAIN_BRANCH,
        requestedBy: anna.id,
        agent: BANYAN_AGENT,
        model: '',
        createdAt: Date.now(),
      })
    })
    await until('the question has arrived', () => ids(watcher.doc).includes('question'))
    asker.destroy()
    const status = (): string | undefined => readRuns(conversationRoots(watcher.doc))[0]?.status
    await until('the run is done', () => status() === 'done', 20_000)
    const replies = readMessages(conversationRoots(watcher.doc)).filter(({ role }) => role === 'assistant')
    expect(replies).toHaveLength(1)
    expect(replies[0]).toMatchObject({ parentId: 'question', runId: 'run-1', author: BANYAN_AGENT })
    expect(bodyToMarkdown(replies[0]?.body).toLowerCase()).toContain('share')
    expect(sizes).toBeGreaterThan(3)
  })

  it('[SYNC-2] what was stored is there after a restart, and clients come back by themselves', async () => {
    const id = await anna.newConversation('Lasting')
    const one = await enter(anna, conversationRoom(id))
    say(one, anna, 'before', 'Before the restart')
    const reader = await enter(anna, conversationRoom(id))
    await until('it was seen by another', () => ids(reader.doc).includes('before'))
    await banyan.stop()
    say(one, anna, 'meanwhile', 'While nobody was there', 'before')
    await banyan.start()
    await until('the client is back and has sent what it wrote', () => ids(reader.doc).includes('meanwhile'))
    const fresh = await enter(anna, conversationRoom(id))
    expect(ids(fresh.doc)).toEqual(['before', 'meanwhile'])
  })
})

describe('without it', () => {
  it('[A7] a viewer reads everything and writes nothing', async () => {
    const id = await anna.newConversation('Only to read')
    await share(id, 'view')
    const owner = await enter(anna, conversationRoom(id))
    const viewer = await enter(ben, conversationRoom(id))
    say(owner, anna, 'written', 'Read this')
    await until('the viewer reads it', () => ids(viewer.doc).includes('written'))
    say(viewer, ben, 'forbidden', 'I should not be here')
    changeSetting(viewer.doc, 'title', 'Mine now')
    expect(await viewer.closed).toBe(CLOSE.forbidden)
    const late = await enter(anna, conversationRoom(id))
    expect(ids(late.doc)).toEqual(['written'])
    expect(ids(owner.doc)).toEqual(['written'])
    expect(conversationRoots(late.doc).settings.get('title')).toBe('Only to read')
  })

  it('[A10] who loses access is closed at once and gets nothing more', async () => {
    const id = await anna.newConversation('Soon private')
    await share(id, 'collaborate')
    const owner = await enter(anna, conversationRoom(id))
    const guest = await enter(ben, conversationRoom(id))
    await share(id, 'none')
    expect(await guest.closed).toBe(CLOSE.forbidden)
    say(owner, anna, 'private', 'Just for me')
    const again = await enter(anna, conversationRoom(id))
    await until('it is stored', () => ids(again.doc).includes('private'))
    expect(ids(guest.doc)).toEqual([])
  })

  it.each([
    ['no session', {}, CLOSE.signedOut],
    ['a forged session', { cookie: 'better-auth.session_token=forged.forged' }, CLOSE.signedOut],
    ['a forged token', { authorization: 'Bearer banyan_bot_forged' }, CLOSE.signedOut],
  ])('[SYNC-3] with %s nobody comes in', async (_, headers, code) => {
    const id = await anna.newConversation()
    const peer = stockPeer(banyan.url, conversationRoom(id), { origin: banyan.url, ...headers })
    open.push(peer)
    expect(await peer.closed).toBe(code)
  })

  it('[SYNC-3] rooms of others and rooms that do not exist stay closed', async () => {
    const id = await anna.newConversation('Private')
    const codes = await Promise.all(
      [
        conversationRoom(id),
        conversationRoom('nobody-made-this' as ConversationId),
        directoryRoom(anna.id),
        personalRoom(anna.id),
        'kitchen/sink',
      ]
        .map((room) => ben.sync(room))
        .map((peer) => {
          open.push(peer)
          return peer.closed
        }),
    )
    expect(codes).toEqual([CLOSE.forbidden, CLOSE.notFound, CLOSE.notFound, CLOSE.notFound, CLOSE.notFound])
  })

  it('[SYNC-4] a page from elsewhere cannot use somebody’s cookie', async () => {
    const id = await anna.newConversation()
    const address = `${banyan.url.replace('http', 'ws')}/sync/${conversationRoom(id)}`
    const status = await new Promise<number | undefined>((resolve) => {
      const socket = new WebSocket(address, {
        headers: { cookie: anna.cookie, origin: 'https://elsewhere.example' },
      })
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
      socket.on('open', () => resolve(undefined))
      socket.on('error', () => {})
    })
    expect(status).toBe(403)
  })
})

describe('limits', () => {
  const raw = (id: ConversationId): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${banyan.url.replace('http', 'ws')}/sync/${conversationRoom(id)}`, {
        headers: { cookie: anna.cookie, origin: banyan.url },
      })
      socket.on('open', () => resolve(socket))
      socket.on('error', reject)
    })
  const closeOf = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => socket.on('close', resolve))

  it('[SYNC-5] a frame over the limit ends that connection with the code for it', async () => {
    const socket = await raw(await anna.newConversation())
    const closed = closeOf(socket)
    socket.send(new Uint8Array(MAX_FRAME_BYTES + 1))
    expect(await closed).toBe(CLOSE.frameTooLarge)
  })

  it('[SYNC-5] text instead of bytes ends that connection', async () => {
    const socket = await raw(await anna.newConversation())
    const closed = closeOf(socket)
    socket.send('hello')
    expect(await closed).toBe(CLOSE.unsupported)
  })

  it('[SYNC-5] only a small queue is kept before a peer is let in', async () => {
    const socket = await raw(await anna.newConversation())
    const closed = closeOf(socket)
    for (let i = 0; i < 64; i++) socket.send(new Uint8Array(4096))
    expect([CLOSE.tryLater, CLOSE.unsupported]).toContain(await closed)
  })
})

describe('rooms of one’s own', () => {
  it('[A9] the directory shows a conversation at once when it is shared, renamed and taken away', async () => {
    const directory = await enter(ben, directoryRoom(ben.id))
    const entry = (id: ConversationId) =>
      readDirectory(directory.doc).conversations.find((each) => each.id === id)
    const id = await anna.newConversation('Budget')
    await share(id, 'view')
    await until('it is listed', () => entry(id) !== undefined)
    expect(entry(id)).toMatchObject({ title: 'Budget', level: 'view', shared: true, ownerId: anna.id })
    const owner = await enter(anna, conversationRoom(id))
    changeSetting(owner.doc, 'title', 'Budget 2027')
    await until('the new title is listed', () => entry(id)?.title === 'Budget 2027')
    await share(id, 'collaborate')
    await until('the new level is listed', () => entry(id)?.level === 'collaborate')
    await share(id, 'none')
    await until('it is gone', () => entry(id) === undefined)
    const names = readDirectory(directory.doc).people.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['Anna', 'Ben']))
  })

  it('[SYNC-6] nobody writes into a directory, and a personal room is one’s own', async () => {
    const directory = await enter(ben, directoryRoom(ben.id))
    directory.doc.getMap('conversations').set('forged', { title: 'Forged' })
    directory.doc.getMap('conversations').set('forged', { title: 'Forged again' })
    expect(await directory.closed).toBe(CLOSE.forbidden)
    const again = await enter(ben, directoryRoom(ben.id))
    expect(again.doc.getMap('conversations').has('forged')).toBe(false)
    const one = await enter(ben, personalRoom(ben.id))
    const two = await enter(ben, personalRoom(ben.id))
    one.doc.getMap('pins').set('some-conversation', true)
    await until('the other tab has it', () => two.doc.getMap('pins').get('some-conversation') === true)
  })

  it('[SYNC-7] signing out closes the sockets of that login', async () => {
    const carl = await banyan.join(anna, 'Carl')
    const peer = await enter(carl, personalRoom(carl.id))
    await carl.call('POST', '/api/auth/sign-out', {})
    expect(await peer.closed).toBe(CLOSE.signedOut)
  })
})
