/** Files on their way to a model: the exact prompt that is sent, and what is said of what is not. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type Attachment,
  addMessage,
  addRun,
  fillWithText,
  type UnreadFile,
} from '../shared/document/index.ts'
import { BANYAN_AGENT, type ConversationId, MAIN_BRANCH, type RunId } from '../shared/ids.ts'
import { createHttpFiles } from '../sync-server/agent/http-files.ts'
import { readModelList } from '../sync-server/agent/models/openai-protocol.ts'
import { whatItReads } from '../sync-server/agent/models/what-a-model-reads.ts'
import { type StockPeer, startBanyan, type TestBanyan, type TestPerson, until } from './helpers/banyan.ts'
import { runOf } from './helpers/conversation.ts'
import { attach, attachSent, begin, bring, newFile, pngOf, type TestFile } from './helpers/files.ts'
import { type ModelServer, startModelServer } from './helpers/model-server.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let banyan: TestBanyan
let models: ModelServer
let ana: TestPerson
let conversation: ConversationId
let peer: StockPeer

beforeAll(async () => {
  models = await startModelServer()
  models.models = [{ id: 'tiny' }, { id: 'tiny-vision' }, { id: 'tiny-small', context_length: 4000 }]
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

const named = ({ id, name, bytes }: TestFile, more: Partial<Attachment> = {}): Attachment => ({
  id,
  name,
  size: bytes.length,
  type: 'application/octet-stream',
  ...more,
})

let count = 0
const ask = (
  text: string,
  model: string,
  attachments: readonly Attachment[],
  parentId: string | null = null,
): RunId => {
  const id = `message-${count++}`
  const runId = `run-${id}` as RunId
  peer.doc.transact(() => {
    const meta = {
      id,
      author: ana.id,
      role: 'user' as const,
      parentId,
      branchId: MAIN_BRANCH,
      createdAt: 1,
      attachments,
    }
    addMessage(peer.doc, meta, fillWithText(text))
    addRun(peer.doc, {
      id: runId,
      parentId: id,
      branchId: MAIN_BRANCH,
      requestedBy: ana.id,
      agent: BANYAN_AGENT,
      model,
      createdAt: 1,
    })
  })
  return runId
}
const answered = async (
  run: RunId,
): Promise<{ prompt: unknown; unread: readonly UnreadFile[] | undefined }> => {
  await until('it is answered', () => runOf(peer.doc, run)?.status === 'done', 30_000)
  return { prompt: models.requests.at(-1)?.body.messages, unread: runOf(peer.doc, run)?.usage?.unread }
}

describe('what is sent', () => {
  it('[E6] a text file goes along in words, fenced so that nothing in it ends it', async () => {
    const file = await attach(ana, conversation, 'plan.md', 'Plant\n```\ntrees\n```\n')
    const { prompt, unread } = await answered(ask('What is the plan?', 'compatible/tiny', [named(file)]))
    expect(prompt).toEqual([
      {
        role: 'user',
        content: 'What is the plan?\n\n[Attached file: plan.md.]\n````\nPlant\n```\ntrees\n```\n\n````',
      },
    ])
    expect(unread).toBeUndefined()
  })

  it('[E6] a picture goes to a model that sees, as a picture', async () => {
    const file = await attach(ana, conversation, 'leaf.png', pngOf())
    const { prompt, unread } = await answered(
      ask('What is this?', 'compatible/tiny-vision', [named(file, { alt: 'A leaf' })]),
    )
    const url = `data:image/png;base64,${Buffer.from(file.bytes).toString('base64')}`
    expect(prompt).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url } },
          { type: 'text', text: 'What is this?\n\n[Attached file: leaf.png. It is described as: A leaf]' },
        ],
      },
    ])
    expect(unread).toBeUndefined()
  })

  it('[E6] a model that sees nothing is told so, and so are the people', async () => {
    const picture = await attach(ana, conversation, 'leaf.png', pngOf())
    const zip = await attach(ana, conversation, 'seeds.zip', 'PK\x03\x04')
    const pdf = await attach(ana, conversation, 'plan.pdf', '%PDF-1.7 and so on')
    const { prompt, unread } = await answered(
      ask('What are these?', 'compatible/tiny', [named(picture), named(zip), named(pdf)]),
    )
    expect(prompt).toEqual([
      {
        role: 'user',
        content:
          'What are these?\n\n[Attached file: leaf.png. It is a picture, which you cannot see.]\n\n[Attached file: seeds.zip. You cannot read files of this kind.]\n\n[Attached file: plan.pdf. It is a PDF, which you cannot read.]',
      },
    ])
    expect(unread).toEqual([
      { name: 'leaf.png', why: 'no-pictures' },
      { name: 'seeds.zip', why: 'kind' },
      { name: 'plan.pdf', why: 'no-pdf' },
    ])
  })

  it('[E6] what a sender says of a file counts for nothing: the server knows what it is', async () => {
    const file = await attach(ana, conversation, 'leaf.png', 'in truth it is words')
    const { prompt } = await answered(
      ask('What is this?', 'compatible/tiny-vision', [named(file, { type: 'image/png' })]),
    )
    expect(JSON.stringify(prompt)).toContain('in truth it is words')
    expect(JSON.stringify(prompt)).not.toContain('image_url')
  })

  it('[E6] files of the whole path go along, those of a message without words too', async () => {
    const file = await attach(ana, conversation, 'words.txt', 'Some words.')
    addMessage(
      peer.doc,
      {
        id: 'only-a-file',
        author: ana.id,
        role: 'user',
        parentId: null,
        branchId: MAIN_BRANCH,
        createdAt: 1,
        attachments: [named(file)],
      },
      fillWithText(''),
    )
    const { prompt } = await answered(ask('And now?', 'compatible/tiny', [], 'only-a-file'))
    expect(prompt).toEqual([
      { role: 'user', content: '[Attached file: words.txt.]\n```\nSome words.\n```\n\nAnd now?' },
    ])
  })

  it('[E6] a long text is cut to what the model takes, and that is said to both', async () => {
    const file = await attach(ana, conversation, 'book.txt', 'word '.repeat(20_000))
    const { prompt, unread } = await answered(ask('Sum it up', 'compatible/tiny-small', [named(file)]))
    const [{ content }] = prompt as [{ content: string }]
    expect(content).toContain('[Attached file: book.txt. Only its beginning is shown; it goes on.]')
    expect(content.length).toBeLessThan(6_300)
    expect(unread).toEqual([{ name: 'book.txt', why: 'cut' }])
  })

  it('[E6] a file that is still on its way is waited for', async () => {
    const file = newFile(ana, conversation, 'late.txt', 'Better late than never.')
    await begin(ana, conversation, file)
    const before = models.requests.length
    const run = ask('What does it say?', 'compatible/tiny', [named(file)])
    await until('the run has begun', () => runOf(peer.doc, run)?.status === 'running')
    expect(models.requests).toHaveLength(before)
    await bring(ana, conversation, file)
    expect(JSON.stringify((await answered(run)).prompt)).toContain('Better late than never.')
  })

  it('[E6] nobody brings a file of another conversation into a prompt by naming it', async () => {
    const other = await ana.newConversation('')
    const file = await attach(ana, other, 'secret.txt', 'from elsewhere')
    const mine = await attach(ana, conversation, 'mine.txt', 'from here')
    addMessage(
      peer.doc,
      {
        id: 'naming-another',
        author: ana.id,
        role: 'user',
        parentId: null,
        branchId: MAIN_BRANCH,
        createdAt: 1,
        attachments: [named(file)],
      },
      fillWithText('See'),
    )
    const { prompt, unread } = await answered(
      ask('What does it say?', 'compatible/tiny', [named(mine)], 'naming-another'),
    )
    expect(JSON.stringify(prompt)).not.toContain('from elsewhere')
    expect(JSON.stringify(prompt)).toContain('from here')
    expect(unread).toEqual([{ name: 'secret.txt', why: 'not-here' }])
  })

  it('[E6] a picture too large for any model is not sent', async () => {
    const file = await attach(ana, conversation, 'large.png', pngOf(5 * 1024 * 1024))
    const { unread } = await answered(ask('What is this?', 'compatible/tiny-vision', [named(file)]))
    expect(unread).toEqual([{ name: 'large.png', why: 'too-large' }])
  })
})

it('[E6] a worker elsewhere has files by its key, as much of them as it wants', async () => {
  const file = await attachSent(ana, conversation, 'digits.bin', randomBytes(1000))
  const key = readFileSync(join(banyan.dataDir, 'agent.key'), 'utf8').trim()
  const files = createHttpFiles({ url: banyan.url, key, fetch: (url, init) => fetch(url, init) })
  expect(
    Buffer.from((await files.read(conversation, file.id, 100)) ?? []).equals(
      Buffer.from(file.bytes.subarray(0, 100)),
    ),
  ).toBe(true)
  expect(await files.read(conversation, file.id, 5000)).toHaveLength(1000)
  const empty = await attachSent(ana, conversation, 'empty.txt', '')
  expect(await files.read(conversation, empty.id, 1)).toHaveLength(0)
  expect(await files.read(conversation, newFile(ana, conversation, 'x', 'x').id, 1)).toBeUndefined()
  const wrong = createHttpFiles({ url: banyan.url, key: `${key}x`, fetch: (url, init) => fetch(url, init) })
  await expect(wrong.read(conversation, file.id, 1)).rejects.toThrow('401')
})

it('[E6] which models see is known by their servers’ word, by their names, or from the operator', () => {
  const sees = (provider: string, id: string, named?: string): boolean =>
    whatItReads(provider, { id, name: id }, named).pictures
  expect(['gpt-4o', 'gpt-5-mini', 'o3'].map((id) => sees('openai', id))).toEqual([true, true, true])
  expect(['gpt-3.5-turbo', 'gpt-4', 'o1-mini'].map((id) => sees('openai', id))).toEqual([false, false, false])
  expect(sees('anthropic', 'claude-sonnet-4-5')).toBe(true)
  expect(['llava:7b', 'qwen2.5-vl:7b', 'gemma3:4b'].map((id) => sees('ollama', id))).toEqual([
    true,
    true,
    true,
  ])
  expect(['llama3.1', 'mistral', 'qwen3'].map((id) => sees('ollama', id))).toEqual([false, false, false])
  expect(sees('ollama', 'oddly-named', 'other, ollama/oddly-named')).toBe(true)
  const listed = readModelList({
    data: [
      { id: 'a', architecture: { input_modalities: ['text', 'image'] } },
      { id: 'b-vision', architecture: { input_modalities: ['text'] } },
      { id: 'c', capabilities: { vision: true } },
      { id: 'd', capabilities: ['completion', 'multimodal'] },
      { id: 'e', capabilities: 'nonsense', architecture: 7 },
    ],
  })
  expect(listed.map((model) => whatItReads('compatible', model, undefined).pictures)).toEqual([
    true,
    false,
    true,
    true,
    false,
  ])
})
