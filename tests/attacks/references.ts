/** Making entries under an id that is taken, or that lead nowhere or in a circle. */
import { addBranch, addMessage, addRun, fillWithText } from '../../shared/document/index.ts'
import { type Attack, byChange, meets } from './attack.ts'
import { branchBy, messageBy, messageWith, runBy } from './hostile-entry.ts'
import { BRANCH, MESSAGES, RUN } from './scene.ts'

const duplicate = meets('duplicate')
const ownersDuplicate = meets('duplicate', 'owner')
const reference = meets('reference')

/** Each with what it builds on. */
const CIRCLE = [
  ['hostile-1', 'hostile-2'],
  ['hostile-2', 'hostile-1'],
] as const

export const REFERENCES: readonly Attack[] = [
  duplicate('duplicate-message', 'a message with the id of another', messageWith({ id: MESSAGES.reply })),
  duplicate(
    'duplicate-message-own',
    'two messages with one id',
    byChange((doc, { cast }) => {
      for (const text of ['a', 'b']) addMessage(doc, messageBy(cast.collaborator), fillWithText(text))
    }),
  ),
  ownersDuplicate(
    'duplicate-branch',
    'a branch with the id of another',
    byChange((doc, { cast }) => addBranch(doc, branchBy(cast.owner, { id: BRANCH }))),
  ),
  ownersDuplicate(
    'branch-main',
    'an entry for the main branch',
    byChange((doc, { cast }) =>
      addBranch(doc, branchBy(cast.owner, { id: 'main', forkFrom: MESSAGES.own, parentBranch: BRANCH })),
    ),
  ),
  ownersDuplicate(
    'duplicate-run',
    'a run with the id of another',
    byChange((doc, { cast }) => addRun(doc, runBy(cast.owner, cast.bot, { id: RUN }))),
  ),
  reference(
    'dangling-parent',
    'a message under one that does not exist',
    messageWith({ parentId: 'msg-nowhere' }),
  ),
  reference(
    'dangling-branch',
    'a message in a branch that does not exist',
    messageWith({ branchId: 'branch-nowhere' }),
  ),
  reference(
    'dangling-fork',
    'a branch from a message that does not exist',
    byChange((doc, { cast }) => addBranch(doc, branchBy(cast.collaborator, { forkFrom: 'msg-nowhere' }))),
  ),
  reference(
    'dangling-summary',
    'a summary of what does not exist',
    messageWith({ summaryOf: { branchId: 'main', messageId: 'msg-nowhere' } }),
  ),
  reference(
    'dangling-run',
    'a run for a message that does not exist',
    byChange((doc, { cast }) =>
      addRun(doc, runBy(cast.collaborator, cast.agent, { parentId: 'msg-nowhere' })),
    ),
  ),
  reference('cycle-of-one', 'a message under itself', messageWith({ parentId: 'msg-hostile' })),
  reference(
    'cycle-of-messages',
    'two messages under each other',
    byChange((doc, { cast }) => {
      for (const [id, parentId] of CIRCLE) {
        addMessage(doc, messageBy(cast.collaborator, { id, parentId }), fillWithText('a'))
      }
    }),
  ),
  reference(
    'cycle-of-branches',
    'two branches from each other',
    byChange((doc, { cast }) => {
      for (const [id, parentBranch] of CIRCLE)
        addBranch(doc, branchBy(cast.collaborator, { id, parentBranch }))
    }),
  ),
  reference(
    'cycle-of-branch-and-message',
    'a branch that forks from a message of its own',
    byChange((doc, { cast }) => {
      addBranch(doc, branchBy(cast.collaborator, { forkFrom: 'msg-hostile' }))
      addMessage(doc, messageBy(cast.collaborator, { branchId: 'branch-hostile' }), fillWithText('a'))
    }),
  ),
]
