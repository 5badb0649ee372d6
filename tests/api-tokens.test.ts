/** Programs with a person's token, over real sockets: what they may do there, and how it ends. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRoots, draftKeys, writeDraft } from '../shared/document/index.ts'
import type { ConversationId } from '../shared/ids.ts'
import { conversationRoom, personalRoom } from '../shared/rooms.ts'
import {
  type StockPeer,
  startBanyan,
  stockPeer,
  type TestBanyan,
  type TestPerson,
  until,
} from './helpers/banyan.ts'
import { send } from './helpers/conversation.ts'

let banyan: TestBanyan
let ana: TestPerson
let ben: TestPerson
let id: ConversationId
beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  id = await ana.newConversation('Plans')
  await ana.share(id, [{ subject: { kind: 'person', id: ben.id }, level: 'collaborate' }])
})
afterAll(() => banyan?.close())

interface Made {
  readonly id: string
  readonly secret: string
}
const makeToken = (person: TestPerson, scopes: readonly string[]): Promise<Made> =>
  person.call('POST', '/api/me/tokens', { name: scopes.join(' '), scopes, days: 1 })
const join = (room: string, { secret }: Made): StockPeer =>
  stockPeer(banyan.url, room, { authorization: `Bearer ${secret}` })
/** Writes once more although it is refused; whoever does is sent away. Returns with which code. */
const insist = (peer: StockPeer, write: (attempt: number) => void): Promise<number> => {
  write(1)
  write(2)
  return peer.closed
}
const count = ({ doc }: StockPeer): number => conversationRoots(doc).messages.length

it('[ACCOUNT-7] with the scope to write a program writes as its person does, and in nobody else’s name', async () => {
  const token = await makeToken(ben, ['read', 'write'])
  const program = join(conversationRoom(id), token)
  const page = ana.sync(conversationRoom(id))
  await Promise.all([program.synced, page.synced])
  const before = count(page)
  send(program.doc, ben.id, 'by-program-1', 'From a program of mine')
  await until('it is there', () => count(page) === before + 1)
  const forge = (n: number): void => send(program.doc, ana.id, `forged-${n}`, 'As if Ana had said it')
  expect(await insist(program, forge)).toBe(4403)
  expect(count(page)).toBe(before + 1)
  for (const peer of [program, page]) peer.destroy()
})

it('[ACCOUNT-7] with the scope to read it reads what its person may open, and writes nowhere', async () => {
  const token = await makeToken(ana, ['read'])
  const page = ana.sync(conversationRoom(id))
  const program = join(conversationRoom(id), token)
  await Promise.all([page, program].map(({ synced }) => synced))
  expect(count(program)).toBe(count(page))
  const before = count(page)
  const say = (n: number): void => send(program.doc, ana.id, `unseen-${n}`, 'Nobody sees this')
  expect(await insist(program, say)).toBe(4403)
  expect(count(page)).toBe(before)
  for (const peer of [page, program]) peer.destroy()
})

it('[ACCOUNT-7] [TALK-1] what one has not said yet, in a conversation or among people, is for no program', async () => {
  const own = ana.sync(personalRoom(ana.id))
  await own.synced
  writeDraft(own.doc, draftKeys.talk(id), { type: 'doc', content: [{ type: 'text', text: 'UNSAID' }] })
  for (const scopes of [['read'], ['read', 'write', 'share']] as const) {
    const program = join(personalRoom(ana.id), await makeToken(ana, [...scopes]))
    expect(await program.closed).toBe(4404)
    expect(program.doc.store.clients.size).toBe(0)
    program.destroy()
  }
  own.destroy()
})

it('[ACCOUNT-7] without the scope to read it enters no room, and nobody else’s with it', async () => {
  const blind = join(conversationRoom(id), await makeToken(ben, ['write', 'share']))
  expect(await blind.closed).toBe(4404)
  const curious = join(personalRoom(ana.id), await makeToken(ben, ['read', 'write', 'share']))
  expect(await curious.closed).toBe(4404)
  for (const peer of [blind, curious]) peer.destroy()
})

it('[ACCOUNT-7] revoking closes every socket of that token at once, and no other', async () => {
  const second = await ben.newConversation('A second one')
  const token = await makeToken(ben, ['read'])
  const other = await makeToken(ben, ['read'])
  const cut = [join(conversationRoom(id), token), join(conversationRoom(second), token)]
  const kept = [join(conversationRoom(id), other), ben.sync(conversationRoom(id))]
  await Promise.all([...cut, ...kept].map(({ synced }) => synced))
  await ben.call('DELETE', `/api/me/tokens/${token.id}`)
  expect(await Promise.all(cut.map(({ closed }) => closed))).toEqual([4401, 4401])
  expect(kept.map(({ provider }) => provider.wsconnected)).toEqual([true, true])
  for (const peer of [...cut, ...kept]) peer.destroy()
})

it('[ACCOUNT-7] what its person loses, the token loses', async () => {
  const cleo = await banyan.join(ana, 'Cleo')
  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'view' }])
  const token = await makeToken(cleo, ['read', 'write', 'share'])
  const program = join(conversationRoom(id), token)
  await program.synced
  await ana.share(id, [{ subject: { kind: 'person', id: cleo.id }, level: 'none' }])
  expect(await program.closed).toBe(4403)
  const mine = join(conversationRoom(await cleo.newConversation('Mine')), token)
  await mine.synced
  await ana.call('DELETE', `/api/members/${cleo.id}`)
  expect(await mine.closed).toBe(4401)
  for (const peer of [program, mine]) peer.destroy()
})
