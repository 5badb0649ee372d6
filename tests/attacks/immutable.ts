/** Changing what never changes. */
import * as Y from 'yjs'
import { addMessage, BRANCH_KEY, fillWithText, MESSAGE_KEY } from '../../shared/document/index.ts'
import { type Attack, byChange, byStructs, changeOf, replica } from './attack.ts'
import { craft } from './craft.ts'
import { BODY, facts, META, messageBy } from './hostile-entry.ts'
import { BRANCH, entryOf, itemOf, itemUnder, MESSAGES, RUN } from './scene.ts'

export const IMMUTABLE: readonly Attack[] = [
  {
    id: 'meta-overwritten',
    tries: "other facts for another person's message",
    by: 'collaborator',
    meets: 'immutable',
    build: byChange((doc, { cast }) => entryOf(doc, MESSAGES.owners).set(META, messageBy(cast.collaborator))),
  },
  {
    id: 'meta-overwritten-own',
    tries: "other facts for one's own message",
    by: 'collaborator',
    meets: 'immutable',
    build: byChange((doc, { cast }) =>
      entryOf(doc, MESSAGES.own).set(META, messageBy(cast.collaborator, { id: MESSAGES.own })),
    ),
  },
  {
    id: 'meta-overwritten-by-owner',
    tries: "other facts for a reply, by the conversation's owner",
    by: 'owner',
    meets: 'immutable',
    build: byChange((doc, { cast }) => entryOf(doc, MESSAGES.reply).set(META, messageBy(cast.owner))),
  },
  {
    id: 'meta-concurrent',
    tries: 'facts as if set at the same moment, under a higher client id',
    by: 'collaborator',
    meets: 'immutable',
    build: byStructs((doc, _client, scene) => ({
      structs: [{ parent: itemOf(entryOf(doc, MESSAGES.owners)).id, key: META, content: facts(scene) }],
    })),
  },
  {
    id: 'meta-hidden',
    tries: 'facts that lie hidden below the present ones, for an undo to bring up',
    by: 'collaborator',
    meets: 'immutable',
    build: (scene) => {
      const doc = replica(scene)
      // A lower client id than the author's stands before, and is overwritten at once.
      const structs = [{ parent: itemOf(entryOf(doc, MESSAGES.owners)).id, key: META, content: facts(scene) }]
      return { hostile: [craft([{ client: 7, clock: 0, structs }])] }
    },
  },
  {
    id: 'meta-hidden-deleted',
    tries: 'facts that are deleted by the same update',
    by: 'collaborator',
    meets: 'immutable',
    build: byStructs((doc, client, scene) => ({
      structs: [{ parent: itemOf(entryOf(doc, MESSAGES.owners)).id, key: META, content: facts(scene) }],
      deletes: [{ client, ranges: [[0, 1]] }],
    })),
  },
  {
    id: 'meta-hole',
    tries: 'a hole in the place of the facts',
    by: 'collaborator',
    meets: 'immutable',
    build: byStructs((doc) => ({
      structs: [
        {
          origin: itemUnder(entryOf(doc, MESSAGES.owners), META).id,
          content: { kind: 'deleted', length: 1 },
        },
      ],
    })),
  },
  {
    id: 'meta-deleted',
    tries: 'deleting the facts alone',
    by: 'owner',
    meets: 'immutable',
    build: byStructs((doc) => {
      const { client, clock } = itemUnder(entryOf(doc, MESSAGES.reply), META).id
      return { structs: [], deletes: [{ client, ranges: [[clock, 1]] }] }
    }),
  },
  {
    id: 'meta-deleted-own',
    tries: "deleting the facts of one's own message",
    by: 'collaborator',
    meets: 'immutable',
    build: byChange((doc) => entryOf(doc, MESSAGES.own).delete(META)),
  },
  {
    id: 'body-replaced',
    tries: "another text in the place of a reply's",
    by: 'owner',
    meets: 'immutable',
    build: byChange((doc) => entryOf(doc, MESSAGES.reply).set(BODY, new Y.Text('Something else'))),
  },
  {
    id: 'body-replaced-own',
    tries: "another text in the place of one's own message's",
    by: 'collaborator',
    meets: 'immutable',
    build: byChange((doc) => entryOf(doc, MESSAGES.own).set(BODY, new Y.XmlFragment())),
  },
  {
    id: 'body-deleted',
    tries: 'deleting the pointer to the text',
    by: 'owner',
    meets: 'immutable',
    build: byChange((doc) => entryOf(doc, MESSAGES.owners).delete(BODY)),
  },
  {
    id: 'unsent',
    tries: 'taking back that a message was sent',
    by: 'owner',
    meets: 'key',
    build: byChange((doc) => entryOf(doc, MESSAGES.owners).delete(MESSAGE_KEY.sent)),
  },
  {
    id: 'unsent-by-hole',
    tries: 'taking back that a message was sent, with a hole in its place',
    by: 'collaborator',
    meets: 'key',
    build: byStructs((doc) => ({
      structs: [
        {
          origin: itemUnder(entryOf(doc, MESSAGES.owners), MESSAGE_KEY.sent).id,
          content: { kind: 'deleted', length: 1 },
        },
      ],
    })),
  },
  {
    id: 'unsent-by-overwriting',
    tries: 'sending anew and deleting that in the same update',
    by: 'collaborator',
    meets: 'key',
    build: byStructs((doc, client, { cast }) => {
      const { id } = itemUnder(entryOf(doc, MESSAGES.owners), MESSAGE_KEY.sent)
      return {
        structs: [{ origin: id, content: { kind: 'plain', values: [{ by: cast.collaborator }] } }],
        deletes: [
          { client, ranges: [[0, 1]] },
          { client: id.client, ranges: [[id.clock, 1]] },
        ],
      }
    }),
  },
  {
    id: 'branch-meta-overwritten',
    tries: 'other facts for a branch',
    by: 'owner',
    meets: 'immutable',
    build: byChange((doc, { cast }) =>
      entryOf(doc, BRANCH).set(BRANCH_KEY.meta, {
        id: BRANCH,
        createdBy: cast.owner,
        forkFrom: null,
        parentBranch: 'main',
        createdAt: 1,
      }),
    ),
  },
  {
    id: 'run-meta-overwritten',
    tries: 'another agent for a run',
    by: 'owner',
    meets: 'immutable',
    build: byChange((doc, { cast }) => entryOf(doc, RUN).set('m', { id: RUN, agent: cast.bot })),
  },
  {
    id: 'two-steps-honest-then-meta',
    tries: "other facts for one's own message, right after sending it",
    by: 'collaborator',
    meets: 'immutable',
    build: (scene) => {
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
  },
]
