/** Who else went on from the same message at the same time. Pure. */
import { type BranchEntry, isPutAway, type MessageEntry, type Tree } from '../../shared/document/index.ts'
import type { BranchId, MessageId, PrincipalId } from '../../shared/ids.ts'

export interface Meeting {
  readonly by: PrincipalId
  readonly did: 'answered' | 'branched'
  readonly branchId: BranchId
  /** What they wrote there, where it is known already. */
  readonly messageId: MessageId | undefined
}

/** Two branches from one message within this time were made at once, in milliseconds. */
const AT_ONCE = 2 * 60 * 1000

/**
 * What became known between two readings of the tree, and meets what one did oneself: somebody answered the message
 * that one answered too, in the same branch, or branched where one branched too. Once for each person and place.
 */
export const newMeetings = (before: Tree, now: Tree, me: PrincipalId): readonly Meeting[] => {
  const meetings: Meeting[] = []
  if (now.messages.size > before.messages.size) {
    for (const message of now.messages.values()) {
      if (before.messages.has(message.id) || message.role !== 'user' || message.author === me) continue
      if (now.ownMessages(message.branchId).some((own) => isMine(own, me) && answerTheSame(own, message))) {
        meetings.push({
          by: message.author,
          did: 'answered',
          branchId: message.branchId,
          messageId: message.id,
        })
      }
    }
  }
  if (now.branches.size > before.branches.size) {
    const mine = [...now.branches.values()].filter((branch) => branch.createdBy === me && !isPutAway(branch))
    for (const branch of now.branches.values()) {
      const { createdBy } = branch
      if (before.branches.has(branch.id) || createdBy === undefined || createdBy === me) continue
      if (isPutAway(branch)) continue
      if (mine.some((own) => beginAtOnce(own, branch))) {
        meetings.push({
          by: createdBy,
          did: 'branched',
          branchId: branch.id,
          messageId: now.ownMessages(branch.id)[0]?.id,
        })
      }
    }
  }
  return meetings
}

const isMine = (message: MessageEntry, me: PrincipalId): boolean =>
  message.author === me && message.role === 'user'

/** Whoever had seen the other's message would have written below it. */
const answerTheSame = (a: MessageEntry, b: MessageEntry): boolean => a.parentId === b.parentId

const beginAtOnce = (a: BranchEntry, b: BranchEntry): boolean =>
  a.forkFrom === b.forkFrom && Math.abs(a.createdAt - b.createdAt) < AT_ONCE
