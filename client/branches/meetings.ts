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

/** Whom, when, and what the others knew. */
export interface Witness {
  readonly me: PrincipalId
  /** By one's own clock, in milliseconds since 1970: others' may say anything. */
  readonly now: number
  /** Whether the other branch was there already where a branch was made. */
  readonly knew: (branchId: BranchId, other: BranchId) => boolean
}

/** Whoever branches within this time where one has just branched oneself is met too, in milliseconds. */
const JUST_NOW = 2 * 60 * 1000

/**
 * What became known between two readings of the tree, and meets what one had done oneself by then: somebody answered
 * the message that one answered too, in the same branch, or branched where one branched too, without knowing of it or
 * just after. Once for each person and place.
 */
export const newMeetings = (before: Tree, now: Tree, witness: Witness): readonly Meeting[] => {
  const { me } = witness
  const meetings: Meeting[] = []
  if (now.messages.size > before.messages.size) {
    for (const message of now.messages.values()) {
      // A draft is written before everybody's eyes.
      const isAnswer = message.role === 'user' && message.author !== me && message.sentBy !== undefined
      if (!isAnswer || before.messages.has(message.id)) continue
      const mine = before.ownMessages(message.branchId).filter((own) => isMine(own, me))
      if (mine.some((own) => answerTheSame(own, message))) {
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
    const mine = [...before.branches.values()].filter(
      (branch) => branch.createdBy === me && !isPutAway(branch),
    )
    for (const branch of now.branches.values()) {
      const { createdBy } = branch
      if (before.branches.has(branch.id) || createdBy === undefined || createdBy === me) continue
      if (isPutAway(branch)) continue
      if (mine.some((own) => beginAtOnce(own, branch, witness))) {
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

const beginAtOnce = (own: BranchEntry, theirs: BranchEntry, { now, knew }: Witness): boolean =>
  own.forkFrom === theirs.forkFrom && (!knew(theirs.id, own.id) || now - own.createdAt < JUST_NOW)
