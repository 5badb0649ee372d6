/**
 * Everything that a peer writes into a conversation, each in one transaction. Callers hand in ids and times. A body
 * is filled by the caller's own function, so that rich text can come from an editor and plain text from a string.
 */
import * as Y from 'yjs'
import { type BranchId, MAIN_BRANCH, type MessageId, type PrincipalId, type RunId } from '../ids.ts'
import { type BranchLook, readRun } from './entries.ts'
import { findEntry } from './find.ts'
import {
  BRANCH_KEY,
  type BranchMeta,
  conversationRoots,
  FIRST_BRANCH_KEY,
  MESSAGE_KEY,
  type MessageMeta,
  RUN_KEY,
  type RunError,
  type RunMeta,
  type RunUsage,
  type SettingKey,
} from './schema.ts'

/** Adds a person's message. `fill` writes the text; `draft` leaves it unsent, for others to write in. */
export const addMessage = (
  doc: Y.Doc,
  meta: MessageMeta,
  fill: (body: Y.XmlFragment) => void,
  options: { readonly draft?: boolean } = {},
): void => {
  doc.transact(() => {
    const body = new Y.XmlFragment()
    const entry = new Y.Map<unknown>()
    entry.set(MESSAGE_KEY.meta, withoutUndefined(meta))
    entry.set(MESSAGE_KEY.body, body)
    if (options.draft !== true) entry.set(MESSAGE_KEY.sent, { by: meta.author })
    conversationRoots(doc).messages.push([entry])
    fill(body)
  })
}

/** Adds an agent's message, with an empty text to stream into. */
export const addReply = (doc: Y.Doc, meta: MessageMeta, text = ''): Y.Text => {
  const body = new Y.Text(text)
  doc.transact(() => {
    const entry = new Y.Map<unknown>()
    entry.set(MESSAGE_KEY.meta, withoutUndefined(meta))
    entry.set(MESSAGE_KEY.body, body)
    entry.set(MESSAGE_KEY.sent, { by: meta.author })
    conversationRoots(doc).messages.push([entry])
  })
  return body
}

/** Writes paragraphs of plain text into a person's message. */
export const fillWithText =
  (text: string) =>
  (body: Y.XmlFragment): void => {
    const paragraphs = text.split(/\n{2,}/).map((paragraph) => {
      const element = new Y.XmlElement('paragraph')
      const lines = paragraph.split('\n')
      const content: (Y.XmlText | Y.XmlElement)[] = []
      lines.forEach((line, index) => {
        if (index > 0) content.push(new Y.XmlElement('hardBreak'))
        if (line !== '') content.push(new Y.XmlText(line))
      })
      element.insert(0, content)
      return element
    })
    body.insert(0, paragraphs)
  }

export const addBranch = (
  doc: Y.Doc,
  meta: BranchMeta,
  more: { readonly name?: string; readonly colour?: number } = {},
): void => {
  doc.transact(() => {
    const entry = new Y.Map<unknown>()
    entry.set(BRANCH_KEY.meta, { ...meta })
    if (more.name !== undefined) entry.set(BRANCH_KEY.name, more.name)
    if (more.colour !== undefined) entry.set(BRANCH_KEY.colour, more.colour)
    conversationRoots(doc).branches.push([entry])
  })
}

export const addRun = (doc: Y.Doc, meta: RunMeta): void => {
  doc.transact(() => {
    const entry = new Y.Map<unknown>()
    entry.set(RUN_KEY.meta, { ...meta })
    conversationRoots(doc).runs.push([entry])
  })
}

/** What an agent reports of a run. Unchanged fields are left out. */
export const reportRun = (
  doc: Y.Doc,
  runId: RunId,
  report: {
    readonly status?: 'running' | 'done' | 'failed' | 'stopped' | 'interrupted'
    readonly error?: RunError
    readonly usage?: RunUsage
  },
): boolean => {
  const entry = findEntry(conversationRoots(doc).runs, runId)
  if (entry === undefined) return false
  doc.transact(() => {
    if (report.status !== undefined) entry.set(RUN_KEY.status, report.status)
    if (report.error !== undefined) entry.set(RUN_KEY.error, { ...report.error })
    if (report.usage !== undefined) entry.set(RUN_KEY.usage, withoutUndefined(report.usage))
  })
  return true
}

/** Asks the agent to stop. Anybody who may collaborate may. */
export const cancelRun = (doc: Y.Doc, runId: RunId, by: PrincipalId): boolean =>
  setKey(conversationRoots(doc).runs, runId, RUN_KEY.cancel, { by })

/** Notes of runs which one asked the same before them: nothing more is to be done for them. The server's to write. */
export const answerByEarlier = (doc: Y.Doc, earlierByRun: ReadonlyMap<RunId, RunId>): void => {
  const { runs } = conversationRoots(doc)
  doc.transact(() => {
    let left = earlierByRun.size
    for (let index = runs.length - 1; index >= 0 && left > 0; index--) {
      const entry = runs.get(index)
      const id = readRun(entry, index)?.id
      const earlier = id === undefined ? undefined : earlierByRun.get(id)
      if (earlier === undefined) continue
      left--
      entry.set(RUN_KEY.answeredBy, earlier)
      // For whoever reads runs by their status alone.
      entry.set(RUN_KEY.status, 'done')
    }
  })
}

export const sendDraft = (doc: Y.Doc, messageId: MessageId, by: PrincipalId): boolean =>
  setKey(conversationRoots(doc).messages, messageId, MESSAGE_KEY.sent, { by })

/** Marks a message as deleted; it can be taken back with `restoreMessage`. */
export const deleteMessage = (doc: Y.Doc, messageId: MessageId, by: PrincipalId): boolean =>
  setKey(conversationRoots(doc).messages, messageId, MESSAGE_KEY.deleted, { by })

export const restoreMessage = (doc: Y.Doc, messageId: MessageId): boolean => {
  const entry = findEntry(conversationRoots(doc).messages, messageId)
  entry?.delete(MESSAGE_KEY.deleted)
  return entry !== undefined
}

export const renameBranch = (doc: Y.Doc, branchId: BranchId, name: string): boolean =>
  setLook(doc, branchId, 'name', name)

export const archiveBranch = (doc: Y.Doc, branchId: BranchId, archived: boolean): boolean =>
  setLook(doc, branchId, 'archived', archived)

/** Gives a branch the colour of this index, from 0 to `BRANCH_COLOURS - 1`. */
export const colourBranch = (doc: Y.Doc, branchId: BranchId, colour: number): boolean =>
  setLook(doc, branchId, 'colour', colour)

/** Marks a branch as deleted; it can be taken back with `restoreBranch`. Its maker's and the owner's to do. */
export const deleteBranch = (doc: Y.Doc, branchId: BranchId, by: PrincipalId): boolean =>
  setKey(conversationRoots(doc).branches, branchId, BRANCH_KEY.deleted, { by })

export const restoreBranch = (doc: Y.Doc, branchId: BranchId): boolean => {
  const entry = findEntry(conversationRoots(doc).branches, branchId)
  entry?.delete(BRANCH_KEY.deleted)
  return entry !== undefined
}

/** Sets a setting, or takes it back to its default with `undefined`. */
export const changeSetting = (doc: Y.Doc, key: SettingKey, value: string | number | undefined): void => {
  const { settings } = conversationRoots(doc)
  if (value === undefined) settings.delete(key)
  else settings.set(key, value)
}

const setLook = (doc: Y.Doc, branchId: BranchId, key: keyof BranchLook, value: unknown): boolean => {
  const { settings, branches } = conversationRoots(doc)
  if (branchId !== MAIN_BRANCH) return setKey(branches, branchId, BRANCH_KEY[key], value)
  settings.set(FIRST_BRANCH_KEY[key], value)
  return true
}

const setKey = (array: Y.Array<Y.Map<unknown>>, id: string, key: string, value: unknown): boolean => {
  const entry = findEntry(array, id)
  entry?.set(key, value)
  return entry !== undefined
}

/** Yjs stores `undefined` as a value of its own; an absent field should be absent. */
const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
