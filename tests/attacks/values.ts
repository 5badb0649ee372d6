/** Keys and values that entries and settings do not have. */
import * as Y from 'yjs'
import { addBranch, colourBranch, conversationRoots, ROOT } from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { type Attack, byChange, byStructs, meets } from './attack.ts'
import { branchBy, messageWith, plain } from './hostile-entry.ts'
import { entryOf, MESSAGES } from './scene.ts'

const key = meets('key')
const ownersKey = meets('key', 'owner')
const value = meets('value')
const ownersValue = meets('value', 'owner')

const setting = (name: string, to: unknown): Attack['build'] =>
  byChange((doc) => conversationRoots(doc).settings.set(name, to))

const inOwnEntry = (name: string): Attack['build'] =>
  byChange((doc) => entryOf(doc, MESSAGES.own).set(name, true))

export const VALUES: readonly Attack[] = [
  key('extra-key', 'a key that messages do not have', inOwnEntry('pinned')),
  key('extra-key-prototype', 'a key that every object has', inOwnEntry('constructor')),
  key('extra-fact', 'a fact that messages do not have', messageWith({ system: true })),
  key(
    'origin-invented',
    'a message that claims to come from another conversation',
    messageWith({ origin: { model: 'oak', summary: { name: 'The plan' } } }),
  ),
  value(
    'summary-with-more',
    'a summary that carries more than what it sums up',
    messageWith({ summaryOf: { branchId: 'main', messageId: MESSAGES.owners, text: 'more' } }),
  ),
  value('bad-id', 'a message whose id is a path', messageWith({ id: '../../etc' })),
  value('bad-time', 'a message of a time that is no number', messageWith({ createdAt: Number.NaN })),
  value(
    'bad-attachments',
    'a thousand attachments',
    messageWith({ attachments: Array.from({ length: 300 }, (_, n) => `file-${n}`) }),
  ),
  value(
    'branch-for-no-purpose',
    'a branch for a purpose that there is not',
    byChange((doc, { cast }) =>
      addBranch(doc, branchBy(cast.collaborator, { id: 'odd-purpose', purpose: 'secret' as 'summary' })),
    ),
  ),
  ownersValue(
    'first-branch-without-measure',
    'a colour for the first branch that there is not',
    byChange((doc) => colourBranch(doc, MAIN_BRANCH, 99)),
  ),
  ownersKey(
    'first-branch-deleted',
    'the first branch marked as deleted, as others can be',
    setting('firstBranchDel', { by: 'x' }),
  ),
  ownersKey('extra-setting', 'a setting that does not exist', setting('toString', 'x')),
  ownersValue('setting-of-wrong-type', 'an object as the title', setting('title', { toString: 'x' })),
  ownersValue(
    'setting-as-shared-type',
    'a shared text as the title',
    byChange((doc) => conversationRoots(doc).settings.set('title', new Y.Text('x'))),
  ),
  ownersValue('setting-too-long', 'a title of 100,000 characters', setting('title', 'x'.repeat(100_000))),
  meets('content', 'owner')(
    'setting-as-list-item',
    'an item in the list that a map has, too',
    byStructs(() => ({ structs: [{ parent: ROOT.settings, content: plain('x') }] })),
  ),
]
