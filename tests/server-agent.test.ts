/** The agent within the server's process, with a model over HTTP: what people see when the server goes. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Models } from '../shared/api.ts'
import type { ConversationId } from '../shared/ids.ts'
import { type StockPeer, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { ask, replyText, runOf } from './helpers/conversation.ts'
import { type ModelServer, startModelServer } from './helpers/model-server.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let banyan: TestBanyan
let models: ModelServer
let ana: TestPerson
let conversation: ConversationId
let peer: StockPeer

beforeAll(async () => {
  models = await startModelServer()
  banyan = await startBanyan({ environment: { OPENAI_COMPATIBLE_URL: models.url } })
  ana = await banyan.found('Ana')
})
afterAll(async () => {
  await banyan?.close()
  await models?.close()
})
beforeEach(async () => {
  conversation = await ana.newConversation('')
  peer = ana.sync(`conversation/${conversation}`)
  await peer.synced
})
afterEach(() => peer.destroy())

it('[E1] what is connected is listed for people to pick, the guide with it', async () => {
  const listed = await ana.call<Models>('GET', '/api/models')
  expect(listed.default).toBe('compatible/tiny')
  expect(listed.models.map(({ id, kind }) => [id, kind])).toEqual([
    ['compatible/tiny', 'language-model'],
    ['guide/manual', 'guide'],
  ])
})

it('[E1] each run can have a model of its own', async () => {
  models.script({ kind: 'stream', pieces: ['From the model.'] })
  const one = ask(peer.doc, ana.id, 'message-1', 'How do I share a conversation?')
  const two = ask(peer.doc, ana.id, 'message-2', 'How do I share a conversation?', 'guide/manual')
  await until('both are done', () => [one, two].every((run) => runOf(peer.doc, run)?.status === 'done'))
  expect(replyText(peer.doc, one)).toBe('From the model.')
  expect(replyText(peer.doc, two)).toContain('Sharing › Share a conversation')
})

it('[E2] a model that fails in the middle leaves its words and the reason on the run', async () => {
  models.script({ kind: 'cut', pieces: ['So', ' far'] })
  const run = ask(peer.doc, ana.id, 'message-1', 'Go on')
  await until('the run has failed', () => runOf(peer.doc, run)?.status === 'failed')
  expect(replyText(peer.doc, run)).toBe('So far')
  expect(runOf(peer.doc, run)?.error).toMatchObject({
    code: 'model-cut-off',
    text: expect.stringContaining('Retry'),
  })
})

it('[E2] a wrong key is told once, in words that say who can mend it', async () => {
  models.script({ kind: 'status', status: 401 })
  const before = models.requests.length
  const run = ask(peer.doc, ana.id, 'message-1', 'Go on')
  await until('the run has failed', () => runOf(peer.doc, run)?.status === 'failed')
  expect(runOf(peer.doc, run)?.error).toMatchObject({ code: 'model-key' })
  expect(models.requests.length - before).toBe(1)
})

it('[E3] an answer that the server’s end cuts off keeps its words and says so', async () => {
  models.script({ kind: 'stall', pieces: ['So', ' far'] })
  const run = ask(peer.doc, ana.id, 'message-1', 'Go on')
  await until('words come', () => replyText(peer.doc, run) === 'So far')
  await banyan.restart()
  await until('the run is interrupted', () => runOf(peer.doc, run)?.status === 'interrupted')
  expect(replyText(peer.doc, run)).toBe('So far')
  expect(runOf(peer.doc, run)?.error?.text).toContain('Retry')
})

it('[E3] a question that was asked while the server was away is answered when it is back', async () => {
  models.script({ kind: 'stream', pieces: ['Here I am.'] })
  await banyan.stop()
  const run = ask(peer.doc, ana.id, 'message-1', 'Are you there?')
  await banyan.start()
  await until('it is answered', () => runOf(peer.doc, run)?.status === 'done', 30_000)
  expect(replyText(peer.doc, run)).toBe('Here I am.')
})
