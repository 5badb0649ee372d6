/** What people do in a conversation, over any peer's document. */
import * as Y from 'yjs'
import {
  addMessage,
  addRun,
  bodyToMarkdown,
  conversationRoots,
  fillWithText,
  findReply,
  findRun,
  type RunEntry,
  readMessages,
} from '../../shared/document/index.ts'
import { BANYAN_AGENT, MAIN_BRANCH, type PrincipalId, type RunId } from '../../shared/ids.ts'

/** Sends a message in the main branch. */
export const send = (doc: Y.Doc, author: PrincipalId, id: string, text: string): void =>
  addMessage(
    doc,
    { id, author, role: 'user', parentId: null, branchId: MAIN_BRANCH, createdAt: Date.now() },
    fillWithText(text),
  )

/** Sends a message and asks Banyan to answer it. Returns the run's id. */
export const ask = (doc: Y.Doc, author: PrincipalId, id: string, text: string, model = ''): RunId => {
  const runId = `run-${id}` as RunId
  doc.transact(() => {
    send(doc, author, id, text)
    addRun(doc, {
      id: runId,
      parentId: id,
      branchId: MAIN_BRANCH,
      requestedBy: author,
      agent: BANYAN_AGENT,
      model,
      createdAt: Date.now(),
    })
  })
  return runId
}

/** Of every message, whatever its branch, in the order of the document. */
export const messageIds = (doc: Y.Doc): string[] => readMessages(conversationRoots(doc)).map(({ id }) => id)

export const runOf = (doc: Y.Doc, runId: RunId): RunEntry | undefined =>
  findRun(conversationRoots(doc), runId)

/** What Banyan has answered to a run so far. */
export const replyText = (doc: Y.Doc, runId: RunId): string =>
  bodyToMarkdown(findReply(conversationRoots(doc), runId, BANYAN_AGENT)?.body)

export type Fill = (body: Y.XmlFragment) => void

/** A text that names these, as the editor writes it. */
export const naming =
  (text: string, ...ids: readonly string[]): Fill =>
  (body) => {
    const paragraph = new Y.XmlElement('paragraph')
    const mentions = ids.map((each) => {
      const mention = new Y.XmlElement('mention')
      mention.setAttribute('id', each)
      mention.setAttribute('label', 'Somebody')
      return mention
    })
    paragraph.insert(0, [new Y.XmlText(text), ...mentions])
    body.insert(0, [paragraph])
  }
