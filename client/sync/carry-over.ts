/**
 * What one wrote in a copy of the document that the server no longer takes, written anew in the document that it
 * does: new messages, the branches they stand in and the replies they ask for, and that one sent a shared draft. They
 * keep their ids, so nothing comes twice. What one wrote in texts that were there, `replayTexts` takes along; other
 * changes of what was there are not carried: nobody can say what they would mean now.
 */
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addRun,
  addTalk,
  archiveBranch,
  type BranchEntry,
  conversationRoots,
  copyBody,
  type MessageEntry,
  type RunEntry,
  readBranches,
  readMessages,
  readOrder,
  readRuns,
  readTalk,
  sendDraft,
} from '../../shared/document/index.ts'
import { MAIN_BRANCH, type PrincipalId } from '../../shared/ids.ts'

/** Writes into `server`, in one transaction and in one's own name. Returns how many messages were carried. */
export const carryOver = (server: Y.Doc, copy: Y.Doc, me: PrincipalId): number => {
  const roots = conversationRoots(copy)
  const there = conversationRoots(server)
  const taken = readOrder(roots)
  const messages = new Set(readMessages(there).map(({ id }) => id))
  const branches = new Set([MAIN_BRANCH, ...readBranches(there).map(({ id }) => id)])
  const runs = new Set(readRuns(there).map(({ id }) => id))
  let carried = 0

  const isMine = (message: MessageEntry): boolean =>
    message.author === me &&
    message.role === 'user' &&
    message.body instanceof Y.XmlFragment &&
    // What the server had taken once and has no more is gone for a reason.
    !taken.has(message.id) &&
    !messages.has(message.id)
  const carryMessage = (message: MessageEntry): void => {
    const { id, author, role, parentId, branchId, createdAt, attachments, body } = message
    const meta = { id, author, role, parentId, branchId, createdAt }
    addMessage(
      server,
      attachments.length > 0 ? { ...meta, attachments } : meta,
      (fragment) => body instanceof Y.XmlFragment && copyBody(body, fragment),
      { draft: message.sentBy === undefined },
    )
    messages.add(id)
    carried++
  }
  const carryBranch = (branch: BranchEntry): void => {
    const { id, forkFrom, parentBranch = MAIN_BRANCH, createdAt, name, colour } = branch
    const meta = { id, createdBy: me, forkFrom, parentBranch, createdAt }
    addBranch(server, branch.isSummaryDraft ? { ...meta, purpose: 'summary' } : meta, {
      ...(name === undefined ? {} : { name }),
      ...(colour === undefined ? {} : { colour }),
    })
    if (branch.archived) archiveBranch(server, id, true)
    branches.add(id)
  }
  const carryRun = ({ id, parentId, branchId, agent, model, createdAt }: RunEntry): void => {
    addRun(server, { id, parentId, branchId, requestedBy: me, agent, model, createdAt })
    runs.add(id)
  }

  server.transact(() => {
    const waiting = { messages: readMessages(roots).filter(isMine), branches: readBranches(roots) }
    // A branch may fork from a message that waits, and that one stand in a branch that does: until nothing moves.
    for (let moved = true; moved; ) {
      moved = false
      for (const branch of waiting.branches) {
        const fits =
          branch.createdBy === me &&
          !branches.has(branch.id) &&
          branches.has(branch.parentBranch ?? MAIN_BRANCH) &&
          (branch.forkFrom === null || messages.has(branch.forkFrom))
        if (fits) carryBranch(branch)
        moved ||= fits
      }
      for (const message of waiting.messages) {
        const fits =
          !messages.has(message.id) &&
          branches.has(message.branchId) &&
          (message.parentId === null || messages.has(message.parentId))
        if (fits) carryMessage(message)
        moved ||= fits
      }
    }
    const drafts = new Set(
      readMessages(there)
        .filter((message) => message.sentBy === undefined && message.deletedBy === undefined)
        .map(({ id }) => id),
    )
    for (const { id, sentBy } of readMessages(roots)) {
      if (sentBy === me && drafts.has(id)) sendDraft(server, id, me)
    }
    for (const run of readRuns(roots)) {
      const isWanted = run.status === 'queued' && run.cancelledBy === undefined && run.requestedBy === me
      if (isWanted && !runs.has(run.id) && messages.has(run.parentId) && branches.has(run.branchId)) {
        carryRun(run)
      }
    }
  })
  return carried
}

/** The same for a side talk: lines of one's own that the server had not taken. */
export const carryTalk = (server: Y.Doc, copy: Y.Doc, me: PrincipalId): number => {
  const there = new Set(readTalk(server).map(({ id }) => id))
  const waiting = readTalk(copy).filter(
    ({ id, author, receivedAt, deleted }) =>
      author === me && receivedAt === undefined && deleted === undefined && !there.has(id),
  )
  server.transact(() => {
    for (const { body, ...line } of waiting) {
      addTalk(server, line, (fragment) => body !== undefined && copyBody(body, fragment))
    }
  })
  return waiting.length
}
