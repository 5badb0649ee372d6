/** What a run sends to its agent: the branch's view up to the asking message, nothing of any other branch. */
import type { MessageId, PrincipalId } from '../ids.ts'
import type { Attachment } from './attachments.ts'
import type { RunEntry } from './entries.ts'
import type { Role } from './schema.ts'
import { bodyToMarkdown } from './text.ts'
import type { Tree } from './tree.ts'

export interface ContextMessage {
  readonly id: MessageId
  readonly author: PrincipalId
  readonly role: Role
  /** Markdown. */
  readonly text: string
  /** Left out where there are none. */
  readonly attachments?: readonly Attachment[]
}

/**
 * The messages that a run may see, oldest first; deleted and empty ones are left out.
 * `undefined` where the asking message does not stand in the run's branch, or not yet.
 */
export const runContext = (tree: Tree, run: RunEntry): readonly ContextMessage[] | undefined => {
  const view = tree.view(run.branchId)
  const end = view.findIndex((message) => message.id === run.parentId)
  if (end < 0) return undefined
  return view
    .slice(0, end + 1)
    .filter((message) => message.deletedBy === undefined)
    .map(({ id, author, role, body, attachments }) => ({
      id,
      author,
      role,
      text: bodyToMarkdown(body),
      ...(attachments.length === 0 ? {} : { attachments }),
    }))
    .filter(({ text, attachments }) => text.trim() !== '' || attachments !== undefined)
}
