/** The bot of `docs/bots.md`, as it stands there, against a real server. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Bot } from '../shared/api.ts'
import {
  bodyToMarkdown,
  conversationRoots,
  type MessageEntry,
  readMessages,
} from '../shared/document/index.ts'
import type { ConversationId } from '../shared/ids.ts'
import { CLOSE } from '../shared/wire.ts'
import { type StockPeer, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { send } from './helpers/conversation.ts'
import { type Program, startProgram } from './helpers/program.ts'

// Programs start in processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let banyan: TestBanyan
let ana: TestPerson
let bot: Bot & { readonly token: string }
let conversation: ConversationId
let peer: StockPeer
let program: Program

const startBot = (token = bot.token): Program =>
  startProgram('docs/bots/echo-bot.mjs', {
    BANYAN_URL: banyan.url,
    BANYAN_TOKEN: token,
    CONVERSATION: conversation,
  })

const saidByBot = (): readonly MessageEntry[] =>
  readMessages(conversationRoots(peer.doc)).filter(({ author }) => author === bot.id)

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  ana = await banyan.found('Ana')
  bot = await ana.call<typeof bot>('POST', '/api/bots', { name: 'Echo' })
  conversation = await ana.newConversation('With a bot')
  peer = ana.sync(`conversation/${conversation}`)
  await peer.synced
})
afterAll(async () => {
  program?.signal('SIGKILL')
  peer?.destroy()
  await banyan?.close()
})

it('[E8] a bot of a few lines is kept out of what is not shared with it', async () => {
  const stranger = startBot()
  expect(await stranger.ended).toBe(1)
  expect(stranger.output()).toContain(String(CLOSE.forbidden))
})

it('[E8] a bot of a few lines joins with its token and answers who mentions it, once, in its own name', async () => {
  await ana.share(conversation, [{ subject: { kind: 'person', id: bot.id }, level: 'collaborate' }])
  send(peer.doc, ana.id, 'message-1', '@Echo hello')
  send(peer.doc, ana.id, 'message-2', 'Not for you')
  program = startBot()
  await until('the bot has answered', () => saidByBot().length === 1)
  const [reply] = saidByBot()
  expect(reply).toMatchObject({ role: 'assistant', parentId: 'message-1', branchId: 'main', sentBy: bot.id })
  expect(bodyToMarkdown(reply?.body)).toBe('You said: @Echo hello')

  send(peer.doc, ana.id, 'message-3', 'Are you there, @Echo?')
  await until('the bot has answered again', () => saidByBot().length === 2)
  expect(saidByBot()[1]?.parentId).toBe('message-3')
})

it('[E8] a bot that starts again answers nothing twice, and catches up with what it missed', async () => {
  program.signal('SIGTERM')
  await program.ended
  send(peer.doc, ana.id, 'message-4', '@Echo while you were out')
  program = startBot()
  await until('the bot has caught up', () => saidByBot().some(({ parentId }) => parentId === 'message-4'))
  expect(saidByBot().map(({ parentId }) => parentId)).toEqual(['message-1', 'message-3', 'message-4'])
})

it('[E8] a bot that is removed is out at once', async () => {
  await ana.call('DELETE', `/api/bots/${bot.id}`)
  expect(await program.ended).toBe(1)
  expect(program.output()).toContain(String(CLOSE.signedOut))
})
