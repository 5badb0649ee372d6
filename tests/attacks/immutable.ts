/** Changing what never changes. */
import * as Y from 'yjs'
import { addMessage, BRANCH_KEY, fillWithText, MESSAGE_KEY } from '../../shared/document/index.ts'
import { type Attack, byChange, byStructs, changeOf, meets, replica } from './attack.ts'
import { craft } from './craft.ts'
import { BODY, facts, META, messageBy, plain } from './hostile-entry.ts'
import { BRANCH, entryOf, itemOf, itemUnder, MESSAGES, RUN } from './scene.ts'

const immutable = meets('immutable')
const ownersImmutable = meets('immutable', 'owner')
const key = meets('key')

export const IMMUTABLE: readonly Attack[] = [
  immutable(
    'meta-overwritten',
    "other facts for another person's message",
    byChange((doc, { cast }) => entryOf(doc, MESSAGES.owners).set(META, messageBy(cast.collaborator))),
  ),
  immutable(
    'meta-overwritten-own',
    "other facts for one's own message",
    byChange((doc, { cast }) =>
      entryOf(doc, MESSAGES.own).set(META, messageBy(cast.collaborator, { id: MESSAGES.own })),
    ),
  ),
  ownersImmutable(
    'meta-overwritten-by-owner',
    "other facts for a reply, by the conversation's owner",
    byChange((doc, { cast }) => entryOf(doc, MESSAGES.reply).set(META, messageBy(cast.owner))),
  ),
  immutable(
    'meta-concurrent',
    'facts as if set at the same moment, under a higher client id',
    byStructs((doc, _client, scene) => ({
      structs: [{ parent: itemOf(entryOf(doc, MESSAGES.owners)).id, key: META, content: facts(scene) }],
    })),
  ),
  immutable(
    'meta-hidden',
    'facts that lie hidden below the present ones, for an undo to bring up',
    (scene) => {
      const doc = replica(scene)
      // A lower client id than the author's stands before, and is overwritten at once.
      const structs = [{ parent: itemOf(entryOf(doc, MESSAGES.owners)).id, key: META, content: facts(scene) }]
      return { hostile: [craft([{ client: 7, clock: 0, structs }])] }
    },
  ),
  immutable(
    'meta-hidden-deleted',
    'facts that are deleted by the same update',
    byStructs((doc, client, scene) => ({
      structs: [{ parent: itemOf(entryOf(doc, MESSAGES.owners)).id, key: META, content: facts(scene) }],
      deletes: [{ client, ranges: [[0, 1]] }],
    })),
  ),
  immutable(
    'meta-hole',
    'a hole in the place of the facts',
    byStructs((doc) => ({
      structs: [
        {
          origin: itemUnder(entryOf(doc, MESSAGES.owners), META).id,
          content: { kind: 'deleted', length: 1 },
        },
      ],
    })),
  ),
  ownersImmutable(
    'meta-deleted',
    'deleting the facts alone',
    byStructs((doc) => {
      const { client, clock } = itemUnder(entryOf(doc, MESSAGES.reply), META).id
      return { structs: [], deletes: [{ client, ranges: [[clock, 1]] }] }
    }),
  ),
  immutable(
    'meta-deleted-own',
    "deleting the facts of one's own message",
    byChange((doc) => entryOf(doc, MESSAGES.own).delete(META)),
  ),
  ownersImmutable(
    'body-replaced',
    "another text in the place of a reply's",
    byChange((doc) => entryOf(doc, MESSAGES.reply).set(BODY, new Y.Text('Something else'))),
  ),
  immutable(
    'body-replaced-own',
    "another text in the place of one's own message's",
    byChange((doc) => entryOf(doc, MESSAGES.own).set(BODY, new Y.XmlFragment())),
  ),
  ownersImmutable(
    'body-deleted',
    'deleting the pointer to the text',
    byChange((doc) => entryOf(doc, MESSAGES.owners).delete(BODY)),
  ),
  meets('key', 'owner')(
    'unsent',
    'taking back that a message was sent',
    byChange((doc) => entryOf(doc, MESSAGES.owners).delete(MESSAGE_KEY.sent)),
  ),
  key(
    'unsent-by-hole',
    'taking back that a message was sent, with a hole in its place',
    byStructs((doc) => ({
      structs: [
        {
          origin: itemUnder(entryOf(doc, MESSAGES.owners), MESSAGE_KEY.sent).id,
          content: { kind: 'deleted', length: 1 },
        },
      ],
    })),
  ),
  key(
    'unsent-by-overwriting',
    'sending anew and deleting that in the same update',
    byStructs((doc, client, { cast }) => {
      const { id } = itemUnder(entryOf(doc, MESSAGES.owners), MESSAGE_KEY.sent)
      return {
        structs: [{ origin: id, content: plain({ by: cast.collaborator }) }],
        deletes: [
          { client, ranges: [[0, 1]] },
          { client: id.client, ranges: [[id.clock, 1]] },
        ],
      }
    }),
  ),
  ownersImmutable(
    'branch-meta-overwritten',
    'other facts for a branch',
    byChange((doc, { cast }) =>
      entryOf(doc, BRANCH).set(BRANCH_KEY.meta, {
        id: BRANCH,
        createdBy: cast.owner,
        forkFrom: null,
        parentBranch: 'main',
        createdAt: 1,
      }),
    ),
  ),
  ownersImmutable(
    'run-meta-overwritten',
    'another agent for a run',
    byChange((doc, { cast }) => entryOf(doc, RUN).set('m', { id: RUN, agent: cast.bot })),
  ),
  immutable(
    'two-steps-honest-then-meta',
    "other facts for one's own message, right after sending it",
    (scene) => {
      const doc = replica(scene)
      const honest = changeOf(doc, () =>
        addMessage(doc, messageBy(scene.cast.collaborator), fillWithText('first')),
      )
      return {
        honest: [honest],
        hostile: [
          changeOf(doc, () =>
            entryOf(doc, 'msg-hostile').set(META, messageBy(scene.cast.owner, { id: 'msg-hostile' })),
          ),
        ],
      }
    },
  ),
]
