/** What one does in a conversation, each as one transaction on the document. Ids and times are handed in. */
import type * as Y from 'yjs'
import {
  type Attachment,
  addBranch,
  addMessage,
  addRun,
  type BranchEntry,
  bodyToMarkdown,
  cancelRun,
  changeSetting,
  deleteBranch,
  deleteMessage,
  type MessageEntry,
  questionOf,
  type RunEntry,
  restoreBranch,
  restoreMessage,
  type Settings,
  sendDraft,
  type Tree,
} from '../../shared/document/index.ts'
import {
  BANYAN_AGENT,
  type BranchId,
  MAIN_BRANCH,
  type MessageId,
  type PrincipalId,
  type RunId,
} from '../../shared/ids.ts'
import { type EditorJson, plainText, titleFrom, writeRichText } from '../editor/rich-text.ts'
import type { Runs } from '../sync/conversation-model.ts'
import type { newId } from '../sync/new-id.ts'
import { type Place, placeView } from './rows.ts'

export interface Desk {
  readonly doc: Y.Doc
  readonly tree: Tree
  readonly settings: Settings
  readonly me: PrincipalId
  readonly now: number
  readonly newId: typeof newId
}

/** Sends a message at the end of what one reads and asks for a reply. */
export const sendMessage = (
  desk: Desk,
  place: Place,
  text: EditorJson,
  attachments: readonly Attachment[] = [],
): void => {
  const after = placeView(desk.tree, place).at(-1)
  desk.doc.transact(() => {
    if (place.kind === 'new-branch') startBranch(desk, place.branchId, place.forkFrom)
    writeAsking(desk, place.branchId, after?.id ?? null, text, attachments)
  })
}

/** Begins a draft that everybody here writes together, at the end of what one reads. Returns its id. */
export const startSharedDraft = (
  desk: Desk,
  place: Place,
  text: EditorJson,
  attachments: readonly Attachment[] = [],
): MessageId => {
  const parentId = placeView(desk.tree, place).at(-1)?.id ?? null
  const id = desk.newId<MessageId>()
  desk.doc.transact(() => {
    if (place.kind === 'new-branch') startBranch(desk, place.branchId, place.forkFrom)
    addMessage(
      desk.doc,
      {
        id,
        author: desk.me,
        role: 'user',
        parentId,
        branchId: place.branchId,
        createdAt: desk.now,
        ...(attachments.length === 0 ? {} : { attachments }),
      },
      writeRichText(text),
      { draft: true },
    )
  })
  return id
}

/** Sends a draft that several have written and asks for a reply. It stands at the end of its branch. */
export const sendSharedDraft = (desk: Desk, draft: MessageEntry): void => {
  desk.doc.transact(() => {
    sendDraft(desk.doc, draft.id, desk.me)
    writeRun(desk, draft.branchId, draft.id)
    nameUntitled(desk, bodyToMarkdown(draft.body) || (draft.attachments[0]?.name ?? ''))
  })
}

/**
 * Takes a draft away for everybody, and with it the branch that was begun for it, where nothing else has come of that.
 * Returns that branch and what brings both back. `isOwner`: only they and its maker delete a branch.
 */
export const discardSharedDraft = (
  { doc, tree, me }: Pick<Desk, 'doc' | 'tree' | 'me'>,
  runs: Runs,
  draft: MessageEntry,
  isOwner: boolean,
): { readonly branch: BranchEntry | undefined; readonly undo: () => void } => {
  const own = tree.branches.get(draft.branchId)
  const isOursToDelete = own !== undefined && own.id !== MAIN_BRANCH && (isOwner || own.createdBy === me)
  const branch = isOursToDelete && isLeftEmpty(tree, runs, own, draft) ? own : undefined
  doc.transact(() => {
    deleteMessage(doc, draft.id, me)
    if (branch !== undefined) deleteBranch(doc, branch.id, me)
  })
  return {
    branch,
    undo: () =>
      doc.transact(() => {
        restoreMessage(doc, draft.id)
        if (branch !== undefined) restoreBranch(doc, branch.id)
      }),
  }
}

const isLeftEmpty = (tree: Tree, runs: Runs, { id }: BranchEntry, draft: MessageEntry): boolean =>
  tree.ownMessages(id).length === 0 &&
  tree.drafts(id).every((other) => other.id === draft.id || other.deletedBy !== undefined) &&
  ![...runs.byId.values()].some((run) => run.branchId === id) &&
  ![...tree.branches.values()].some((other) => other.parentBranch === id)

/** A message in other words, with the same files: a new branch beside it, and a reply there. The original stays. */
export const editMessage = (desk: Desk, original: MessageEntry, text: EditorJson): BranchId => {
  const branchId = desk.newId<BranchId>()
  const forkFrom = messageBefore(desk.tree, original)
  desk.doc.transact(() => {
    startBranch(desk, branchId, forkFrom)
    writeAsking(desk, branchId, forkFrom, text, original.attachments)
  })
  return branchId
}

/** Another reply to the same message, on a branch of its own. */
export const regenerate = (desk: Desk, asking: MessageId, model?: string): BranchId => {
  const branchId = desk.newId<BranchId>()
  desk.doc.transact(() => {
    startBranch(desk, branchId, asking)
    writeRun(desk, branchId, asking, model)
  })
  return branchId
}

/** Asks once more in the same place, where nothing has come of the run. */
export const retry = (desk: Desk, run: RunEntry): void => {
  writeRun(desk, run.branchId, run.parentId, run.model)
}

/** Stops a reply for everybody who asked for it, also where several did while they could not see each other. */
export const stopRun = ({ doc, me }: Pick<Desk, 'doc' | 'me'>, runs: Runs, run: RunEntry): void => {
  const question = questionOf(run)
  doc.transact(() => {
    for (const other of runs.byId.values()) {
      const waits = other.status === 'queued' && other.cancelledBy === undefined
      if (other.id === run.id || (waits && questionOf(other) === question)) cancelRun(doc, other.id, me)
    }
  })
}

/** The message before which an edit forks: what stands above the original in its own branch. */
const messageBefore = (tree: Tree, message: MessageEntry): MessageId | null => {
  const view = tree.view(message.branchId)
  const at = view.findIndex((other) => other.id === message.id)
  return view[at - 1]?.id ?? null
}

const startBranch = (desk: Desk, id: BranchId, forkFrom: MessageId | null): void => {
  const parentBranch =
    (forkFrom === null ? undefined : desk.tree.messages.get(forkFrom)?.branchId) ?? MAIN_BRANCH
  addBranch(desk.doc, { id, createdBy: desk.me, forkFrom, parentBranch, createdAt: desk.now })
}

const writeAsking = (
  desk: Desk,
  branchId: BranchId,
  parentId: MessageId | null,
  text: EditorJson,
  attachments: readonly Attachment[],
): void => {
  const id = desk.newId<MessageId>()
  addMessage(
    desk.doc,
    {
      id,
      author: desk.me,
      role: 'user',
      parentId,
      branchId,
      createdAt: desk.now,
      ...(attachments.length === 0 ? {} : { attachments }),
    },
    writeRichText(text),
  )
  writeRun(desk, branchId, id)
  nameUntitled(desk, plainText(text) || (attachments[0]?.name ?? ''))
}

const nameUntitled = (desk: Desk, text: string): void => {
  if ((desk.settings.title ?? '') !== '') return
  const title = titleFrom(text)
  if (title !== '') changeSetting(desk.doc, 'title', title)
}

const writeRun = (desk: Desk, branchId: BranchId, parentId: MessageId, model?: string): void => {
  addRun(desk.doc, {
    id: desk.newId<RunId>(),
    parentId,
    branchId,
    requestedBy: desk.me,
    agent: BANYAN_AGENT,
    model: model ?? desk.settings.model ?? '',
    createdAt: desk.now,
  })
}
