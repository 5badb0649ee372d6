/**
 * What is written in the benchmarks, made once and played to every server: a reply that streams, token by token, and
 * conversations of some length. Each token carries its number, so that a viewer can count updates in merged frames.
 */
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  conversationRoots,
  fillWithText,
  type MessageMeta,
} from '../shared/document/index.ts'
import { BANYAN_AGENT, type BranchId, MAIN_BRANCH, type MessageId, type PrincipalId } from '../shared/ids.ts'

/** `1`: the agent's, and the lowest, so that its structs stand last in an update. */
const STREAM_CLIENT = 1
export const SEED_CLIENTS = { person: 1_000_001, agent: 1_000_002, server: 1_000_003 } as const

const MARK = '#'
const MARK_BYTE = MARK.charCodeAt(0)
const DIGITS = 6

/** Stands in the last message of a seeded conversation and nowhere else. */
export const END_MARK = '~that is all~'

export interface Recording {
  /** Adds the message that the tokens stream into. */
  readonly opening: Uint8Array
  /** Update number i says `i` in its text. */
  readonly tokens: readonly Uint8Array[]
}

export const recordStream = (count: number): Recording => {
  const doc = new Y.Doc()
  doc.clientID = STREAM_CLIENT
  const body = addReply(doc, metaOf('reply-0', 0, true, null))
  const opening = Y.encodeStateAsUpdate(doc)
  const tokens: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => tokens.push(update))
  for (let i = 0; i < count; i++) {
    body.insert(body.length, `${MARK}${String(i).padStart(DIGITS, '0')} `)
  }
  return { opening, tokens }
}

/** The number of the last token in a frame; -1 where it has none. */
export const lastTokenIn = (frame: Buffer): number => {
  let at = frame.lastIndexOf(MARK_BYTE)
  while (at !== -1) {
    const number = numberAt(frame, at + 1)
    if (number !== undefined) return number
    // Not a mark but a byte of something else that looks like one.
    at = at === 0 ? -1 : frame.lastIndexOf(MARK_BYTE, at - 1)
  }
  return -1
}

const numberAt = (frame: Buffer, start: number): number | undefined => {
  if (start + DIGITS > frame.length) return undefined
  let number = 0
  for (let i = start; i < start + DIGITS; i++) {
    const digit = (frame[i] ?? 0) - 48
    if (digit < 0 || digit > 9) return undefined
    number = number * 10 + digit
  }
  return number
}

const WORDS = 'the quick brown fox jumps over the lazy dog and thinks about it '

const REPLY = `Three things matter here, and **the order** counts.

1. Write down what must be true.
2. Show \`each\` line.

\`\`\`ts
const answer = (question: string): string => question.length > 3 ? 'yes' : 'no'
\`\`\`

Then look again, as somebody who has never seen it, and ask what is *missing*.

`

/** A reply in Markdown, a word at a time, as a language model writes; several at once are under several client ids. */
export const recordReply = (count: number, stream = 0): Recording => {
  const doc = new Y.Doc()
  doc.clientID = STREAM_CLIENT + stream
  const body = addReply(doc, metaOf(`reply-${stream}`, 0, true, null))
  const opening = Y.encodeStateAsUpdate(doc)
  const tokens: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => tokens.push(update))
  const words = REPLY.split(/(?<=\s)/)
  for (let i = 0; i < count; i++) body.insert(body.length, words[i % words.length] ?? '')
  return { opening, tokens }
}

/** Questions of about 130 characters, answers of about 650, in order. */
export const recordConversation = (messages: number): Uint8Array => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let i = 0; i < messages; i++) {
      const isAgents = i % 2 === 1
      const meta = metaOf(`message-${i}`, i, isAgents, i === 0 ? null : `message-${i - 1}`)
      const text = WORDS.repeat(isAgents ? 10 : 2) + (i === messages - 1 ? END_MARK : '')
      doc.clientID = isAgents ? SEED_CLIENTS.agent : SEED_CLIENTS.person
      if (isAgents) addReply(doc, meta, text)
      else addMessage(doc, meta, fillWithText(text))
    }
    doc.clientID = SEED_CLIENTS.server
    const pairs = Array.from({ length: messages }, (_, i): [string, number] => [`message-${i}`, i])
    conversationRoots(doc).order.push(pairs)
  })
  return Y.encodeStateAsUpdate(doc)
}

/** A conversation that parts at every tenth message or so: branches of about eight messages, some of them nested. */
export const recordTree = (messages: number, branches: number): Uint8Array => {
  const doc = new Y.Doc()
  const perBranch = Math.floor(messages / (branches + 2))
  const ids: string[] = []
  doc.transact(() => {
    const write = (branchId: BranchId, parentId: string | null, count: number): void => {
      let parent = parentId
      for (let i = 0; i < count; i++) {
        const isAgents = i % 2 === 1
        const id = `message-${ids.length}`
        const meta = { ...metaOf(id, ids.length, isAgents, parent), branchId }
        doc.clientID = isAgents ? SEED_CLIENTS.agent : SEED_CLIENTS.person
        if (isAgents) addReply(doc, meta, WORDS.repeat(4))
        else addMessage(doc, meta, fillWithText(WORDS))
        ids.push(id)
        parent = id
      }
    }
    write(MAIN_BRANCH, null, messages - branches * perBranch)
    for (let i = 0; i < branches; i++) {
      // The same forks in every run, spread over all that is there by then.
      const forkFrom = ids[(i * 7_919) % ids.length] as MessageId
      const branchId = `branch-${i}` as BranchId
      doc.clientID = SEED_CLIENTS.person
      addBranch(doc, {
        id: branchId,
        createdBy: 'person' as PrincipalId,
        forkFrom,
        parentBranch: MAIN_BRANCH,
        createdAt: i,
      })
      write(branchId, forkFrom, perBranch)
    }
    doc.clientID = SEED_CLIENTS.server
    conversationRoots(doc).order.push(ids.map((id, at): [string, number] => [id, at]))
  })
  return Y.encodeStateAsUpdate(doc)
}

const metaOf = (id: string, createdAt: number, isAgents: boolean, parentId: string | null): MessageMeta => ({
  id,
  author: isAgents ? BANYAN_AGENT : 'person',
  role: isAgents ? 'assistant' : 'user',
  parentId,
  branchId: MAIN_BRANCH,
  createdAt,
})
