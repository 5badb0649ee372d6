/**
 * The conversation that every attack is tried on: who is in it and what stands in it. Written through the ordinary
 * writing functions, step by step, so that it can be set up behind a gate alone or on a real server.
 */
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addReply,
  addRun,
  changeSetting,
  conversationRoots,
  fillWithText,
  findEntry,
  MESSAGE_KEY,
  reportRun,
} from '../../shared/document/index.ts'
import type { PrincipalId, RunId } from '../../shared/ids.ts'

/** Who writes the scene. Only the ids differ from one set-up to the next. */
export interface Cast {
  /** The conversation's owner, whose messages are attacked. */
  readonly owner: PrincipalId
  /** May collaborate, and attacks. */
  readonly collaborator: PrincipalId
  /** May only view, and attacks. */
  readonly viewer: PrincipalId
  /** The agent whose replies are attacked. */
  readonly agent: PrincipalId
  /** Another agent that may collaborate, and attacks. */
  readonly bot: PrincipalId
}

export const MESSAGES = {
  /** The owner's, sent, with two paragraphs and something bold. */
  owners: 'msg-owner',
  /** The agent's answer to it. */
  reply: 'msg-reply',
  /** The collaborator's own. */
  own: 'msg-own',
  /** The owner's, not sent. */
  draft: 'msg-draft',
} as const
/** The collaborator's, and the owner's. */
export const BRANCH = 'branch-1'
export const OWNERS_BRANCH = 'branch-2'
export const RUN = 'run-1'

export interface Step {
  readonly by: 'owner' | 'collaborator' | 'agent'
  readonly write: (doc: Y.Doc) => void
}

/** What to write, in this order, each by a peer that has seen all before. */
export const furnishings = (cast: Cast): readonly Step[] => [
  {
    by: 'owner',
    write: (doc) => {
      addMessage(
        doc,
        {
          id: MESSAGES.owners,
          author: cast.owner,
          role: 'user',
          parentId: null,
          branchId: 'main',
          createdAt: 1,
        },
        fillWithText('What grows under a banyan?\n\nTell me all about it.'),
      )
      addRun(doc, {
        id: RUN,
        parentId: MESSAGES.owners,
        branchId: 'main',
        requestedBy: cast.owner,
        agent: cast.agent,
        model: '',
        createdAt: 1,
      })
    },
  },
  {
    by: 'owner',
    write: (doc) => {
      const paragraphs = bodyOf(doc, MESSAGES.owners).toArray()
      const text = paragraphs[0] instanceof Y.XmlElement ? paragraphs[0].get(0) : undefined
      if (text instanceof Y.XmlText) text.format(0, 4, { bold: {} })
      // Something that is written and gone again: its structs are collected.
      const gone = new Y.XmlElement('paragraph')
      bodyOf(doc, MESSAGES.owners).insert(2, [gone])
      gone.insert(0, [new Y.XmlText('never mind')])
    },
  },
  { by: 'owner', write: (doc) => bodyOf(doc, MESSAGES.owners).delete(2, 1) },
  {
    by: 'agent',
    write: (doc) => {
      reportRun(doc, RUN as RunId, { status: 'running' })
      addReply(
        doc,
        {
          id: MESSAGES.reply,
          author: cast.agent,
          role: 'assistant',
          parentId: MESSAGES.owners,
          branchId: 'main',
          createdAt: 2,
          runId: RUN,
        },
        'A village meets.',
      )
    },
  },
  {
    by: 'collaborator',
    write: (doc) => {
      addBranch(
        doc,
        {
          id: BRANCH,
          createdBy: cast.collaborator,
          forkFrom: MESSAGES.owners,
          parentBranch: 'main',
          createdAt: 3,
        },
        { name: 'Another way', colour: 2 },
      )
      addMessage(
        doc,
        {
          id: MESSAGES.own,
          author: cast.collaborator,
          role: 'user',
          parentId: MESSAGES.owners,
          branchId: BRANCH,
          createdAt: 3,
        },
        fillWithText('Birds, too.'),
      )
    },
  },
  {
    by: 'owner',
    write: (doc) => {
      addBranch(doc, {
        id: OWNERS_BRANCH,
        createdBy: cast.owner,
        forkFrom: MESSAGES.reply,
        parentBranch: 'main',
        createdAt: 4,
      })
      changeSetting(doc, 'title', 'Banyans')
      changeSetting(doc, 'model', 'some/model')
      addMessage(
        doc,
        {
          id: MESSAGES.draft,
          author: cast.owner,
          role: 'user',
          parentId: MESSAGES.reply,
          branchId: 'main',
          createdAt: 4,
        },
        fillWithText('And how'),
        { draft: true },
      )
    },
  },
]

/** What an attacker knows when it begins. */
export interface Scene {
  readonly cast: Cast
  /** The document as the attacker got it. */
  readonly state: Uint8Array
  /** A client id that nobody has used in this document. */
  readonly newClient: () => number
}

export const entryOf = (doc: Y.Doc, id: string): Y.Map<unknown> => {
  const { messages, branches, runs } = conversationRoots(doc)
  const entry = findEntry(messages, id) ?? findEntry(branches, id) ?? findEntry(runs, id)
  if (entry === undefined) throw new Error(`There is no ${id} in this scene.`)
  return entry
}

/** A person's text. */
export const bodyOf = (doc: Y.Doc, messageId: string): Y.XmlFragment => {
  const body = entryOf(doc, messageId).get(MESSAGE_KEY.body)
  if (!(body instanceof Y.XmlFragment)) throw new Error(`${messageId} has no rich text.`)
  return body
}

/** An agent's text. */
export const replyOf = (doc: Y.Doc, messageId: string): Y.Text => {
  const body = entryOf(doc, messageId).get(MESSAGE_KEY.body)
  if (!(body instanceof Y.Text)) throw new Error(`${messageId} has no plain text.`)
  return body
}

/** The item that a shared type stands in. */
export const itemOf = (type: Y.Map<unknown> | Y.Text | Y.XmlFragment): Y.Item => {
  if (type._item === null) throw new Error('This type stands in no item.')
  return type._item
}

/** The item that holds the value under a key. */
export const itemUnder = (map: Y.Map<unknown>, key: string): Y.Item => {
  const item = map._map.get(key)
  if (item === undefined) throw new Error(`There is nothing under ${key}.`)
  return item
}
