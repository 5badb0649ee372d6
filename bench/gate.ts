/**
 * What the gate costs for one token of a streamed reply, in conversations of different length, beside what applying
 * the same update costs. Alone: `node bench/gate.ts`.
 */
import { performance } from 'node:perf_hooks'
import * as Y from 'yjs'
import { addMessage, addReply, conversationRoots, fillWithText } from '../shared/document/index.ts'
import type { PrincipalId } from '../shared/ids.ts'
import { createConversationGate } from '../sync-server/gate/conversation-gate.ts'
import type { Writer } from '../sync-server/gate/gate.ts'

export interface GateRow {
  readonly messages: number
  /** Microseconds per token update: the check alone, applying alone, and the check as a share of applying. */
  readonly check: number
  readonly apply: number
  readonly ratio: number
}

const LENGTHS = [10, 1_000, 10_000]
const WARM_UP = 2_000
const TOKENS = 6_000
const AGENT: Writer = { id: 'banyan' as PrincipalId, kind: 'agent', level: 'collaborate' }
const WORDS = ' the quick brown fox jumps over the lazy dog'.repeat(20)

export const benchGate = (lengths: readonly number[] = LENGTHS): GateRow[] => lengths.map(measure)

const measure = (messages: number): GateRow => {
  const agentDoc = conversation(messages)
  const serverDoc = new Y.Doc()
  Y.applyUpdate(serverDoc, Y.encodeStateAsUpdate(agentDoc))
  const gate = createConversationGate({
    doc: serverDoc,
    leases: [
      { clientId: 1, holder: 'ana_' as PrincipalId },
      { clientId: 2, holder: AGENT.id },
    ],
  })
  // Somebody listens, as the room does: applying includes encoding what is broadcast.
  serverDoc.on('update', () => undefined)
  const updates = tokenUpdates(agentDoc, WARM_UP + TOKENS)

  let check = 0
  let apply = 0
  for (const [index, update] of updates.entries()) {
    const start = performance.now()
    const verdict = gate.check(AGENT, update)
    const checked = performance.now()
    if (verdict.kind !== 'apply') throw new Error(`A token was not taken: ${JSON.stringify(verdict)}`)
    Y.applyUpdate(serverDoc, verdict.update)
    const applied = performance.now()
    if (index < WARM_UP) continue
    check += checked - start
    apply += applied - checked
  }
  const microseconds = (milliseconds: number): number => (milliseconds / TOKENS) * 1_000
  return {
    messages,
    check: microseconds(check),
    apply: microseconds(apply),
    ratio: check / apply,
  }
}

/** Half of it people's, half the agent's, some 900 characters each. */
const conversation = (messages: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let index = 0; index < messages; index++) {
      const isAgents = index % 2 === 1
      doc.clientID = isAgents ? 2 : 1
      const meta = {
        id: `message${index}`,
        author: isAgents ? AGENT.id : 'ana_',
        role: isAgents ? ('assistant' as const) : ('user' as const),
        parentId: index === 0 ? null : `message${index - 1}`,
        branchId: 'main',
        createdAt: index,
      }
      if (isAgents) addReply(doc, meta, WORDS)
      else addMessage(doc, meta, fillWithText(WORDS))
    }
  })
  return doc
}

const tokenUpdates = (doc: Y.Doc, count: number): Uint8Array[] => {
  const { messages } = conversationRoots(doc)
  const body = messages.get(messages.length - 1).get('body')
  if (!(body instanceof Y.Text)) throw new Error('The last message is not an agent’s.')
  const updates: Uint8Array[] = []
  doc.clientID = 2
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < count; index++) body.insert(body.length, ` tok${index % 10}`)
  return updates
}

if (import.meta.main) {
  const rows = benchGate()
  console.log('messages   check us   apply us   check / apply')
  for (const { messages, check, apply, ratio } of rows) {
    console.log(
      `${String(messages).padStart(8)}${check.toFixed(2).padStart(11)}${apply.toFixed(2).padStart(11)}${ratio.toFixed(2).padStart(16)}`,
    )
  }
}
