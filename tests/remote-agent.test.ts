/** `npm run agent`: a worker in a process of its own, over the network, with a model over HTTP. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { cancelRun } from '../shared/document/index.ts'
import type { ConversationId } from '../shared/ids.ts'
import { type StockPeer, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { ask, replyText, runOf } from './helpers/conversation.ts'
import { type ModelServer, startModelServer } from './helpers/model-server.ts'
import { type Program, startProgram } from './helpers/program.ts'

// Programs start in processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let banyan: TestBanyan
let models: ModelServer
let ana: TestPerson
let ben: TestPerson
let key: string

beforeAll(async () => {
  banyan = await startBanyan({ agent: false })
  models = await startModelServer()
  ana = await banyan.found('Ana')
  ben = await banyan.join(ana, 'Ben')
  key = (await readFile(join(banyan.dataDir, 'agent.key'), 'utf8')).trim()
})
afterAll(async () => {
  await models?.close()
  await banyan?.close()
})

let conversation: ConversationId
let peers: StockPeer[]
let programs: Program[]
beforeEach(async () => {
  conversation = await ana.newConversation('')
  await ana.share(conversation, [{ subject: { kind: 'organization' }, level: 'view' }])
  peers = [ana.sync(`conversation/${conversation}`), ben.sync(`conversation/${conversation}`)]
  await Promise.all(peers.map(({ synced }) => synced))
  programs = []
})
afterEach(async () => {
  for (const { destroy } of peers) destroy()
  for (const program of programs) {
    program.signal('SIGKILL')
    await program.ended
  }
})

const startAgent = async (agentKey = key): Promise<Program> => {
  const program = startProgram('sync-server/agent/main.ts', {
    BANYAN_URL: banyan.url,
    BANYAN_AGENT_KEY: agentKey,
    BANYAN_LOCAL_MODELS: 'off',
    OPENAI_COMPATIBLE_URL: models.url,
  })
  programs.push(program)
  await until('the agent is ready', () => program.output().includes('Answering for') || agentKey !== key)
  return program
}
const docs = (): readonly [StockPeer['doc'], StockPeer['doc']] => {
  const [first, second] = peers
  if (first === undefined || second === undefined) throw new Error('Nobody is here.')
  return [first.doc, second.doc]
}

it('[E1] a worker elsewhere answers with a model over HTTP, and everybody sees the words as they come', async () => {
  const program = await startAgent()
  const goOn = Promise.withResolvers<void>()
  models.script({ kind: 'stream', pieces: ['A ', 'tree.'], afterPiece: () => goOn.promise })
  const [mine, bens] = docs()
  const run = ask(mine, ana.id, 'message-1', 'What is a banyan?')
  await until('Ben reads the first words', () => replyText(bens, run) === 'A ')
  expect(runOf(bens, run)?.status).toBe('running')
  goOn.resolve()
  await until('the run is done', () => runOf(bens, run)?.status === 'done')
  expect(replyText(bens, run)).toBe('A tree.')
  expect(runOf(bens, run)?.usage).toEqual({ model: 'compatible/tiny', inputTokens: 11, outputTokens: 2 })
  await until('the agent says so', () => program.output().includes(`${run} is done`))
})

it('[E2] anybody who may write stops it, also elsewhere', async () => {
  await startAgent()
  models.script({ kind: 'stall', pieces: ['A '] })
  const [mine] = docs()
  const run = ask(mine, ana.id, 'message-1', 'What is a banyan?')
  await until('words come', () => replyText(mine, run) === 'A ')
  cancelRun(mine, run, ana.id)
  await models.clientGone()
  await until('the run is stopped', () => runOf(mine, run)?.status === 'stopped')
  expect(replyText(mine, run)).toBe('A ')
})

it('[AGENT-18] a worker that is told to stop ends what it has begun, and leaves', async () => {
  const program = await startAgent()
  const goOn = Promise.withResolvers<void>()
  models.script({ kind: 'stream', pieces: ['A ', 'tree.'], afterPiece: () => goOn.promise })
  const [mine] = docs()
  const run = ask(mine, ana.id, 'message-1', 'What is a banyan?')
  await until('words come', () => replyText(mine, run) === 'A ')
  program.signal('SIGTERM')
  await until('it says so', () => program.output().includes('Stopping when 1'))
  goOn.resolve()
  expect(await program.ended).toBe(0)
  await until('the run is done', () => runOf(mine, run)?.status === 'done')
  expect(replyText(mine, run)).toBe('A tree.')
})

it('[E3] two workers answer a question once', async () => {
  const both = await Promise.all([startAgent(), startAgent()])
  models.script({ kind: 'stream', pieces: ['Once.'] })
  const before = models.requests.length
  const [mine] = docs()
  const runs = Array.from({ length: 6 }, (_, i) => ask(mine, ana.id, `message-${i}`, `Question ${i}`))
  await until('all are answered', () => runs.every((run) => runOf(mine, run)?.status === 'done'))
  expect(models.requests.length - before).toBe(runs.length)
  expect(runs.map((run) => replyText(mine, run))).toEqual(runs.map(() => 'Once.'))
  const claims = both.flatMap((program) => program.output().match(/^Answering run-.*$/gm) ?? [])
  expect(claims).toHaveLength(runs.length)
})

it('[E3] a server that restarts in the middle interrupts no answer of a worker elsewhere', async () => {
  await startAgent()
  const goOn = Promise.withResolvers<void>()
  models.script({ kind: 'stream', pieces: ['A ', 'tree.'], afterPiece: () => goOn.promise })
  const [mine, bens] = docs()
  const run = ask(mine, ana.id, 'message-1', 'What is a banyan?')
  await until('words come', () => replyText(bens, run) === 'A ')
  await banyan.restart()
  goOn.resolve()
  await until('the run is done', () => runOf(bens, run)?.status === 'done', 30_000)
  expect(replyText(bens, run)).toBe('A tree.')
})

it('[E1] a wrong key is told in plain words', async () => {
  const program = await startAgent('banyan_agent_wrong')
  expect(await program.ended).toBe(1)
  expect(program.output()).toContain('does not accept BANYAN_AGENT_KEY')
})
