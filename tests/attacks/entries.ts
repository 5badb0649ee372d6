/** Making entries that are not whole, stand twice, lead nowhere or hold what they must not. */
import * as Y from 'yjs'
import {
  addBranch,
  addMessage,
  addRun,
  colourBranch,
  conversationRoots,
  fillWithText,
  MESSAGE_KEY,
  ROOT,
} from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { type Attack, byChange, byStructs, replica } from './attack.ts'
import { craft, type RawStruct, TYPE } from './craft.ts'
import { messageBy } from './identity.ts'
import { BRANCH, entryOf, itemOf, MESSAGES, RUN, type Scene } from './scene.ts'

export const META = MESSAGE_KEY.meta
export const BODY = MESSAGE_KEY.body

const lastMessage = (doc: Y.Doc): Y.Item => {
  const { messages } = conversationRoots(doc)
  return itemOf(messages.get(messages.length - 1))
}

/** An entry at the end of the messages, and what stands in it: each given the entry's id. */
const entry = (
  doc: Y.Doc,
  client: number,
  fields: (parent: { client: number; clock: number }) => readonly RawStruct[],
): RawStruct[] => [
  { origin: lastMessage(doc).lastId, content: { kind: 'type', type: TYPE.map } },
  ...fields({ client, clock: 0 }),
]

export const facts = ({ cast }: Scene, more: object = {}): RawStruct['content'] => ({
  kind: 'plain',
  values: [{ ...messageBy(cast.collaborator), ...more }],
})
const fragment: RawStruct['content'] = { kind: 'type', type: TYPE.fragment }

const withFacts =
  (more: (scene: Scene) => object) =>
  (doc: Y.Doc, client: number, scene: Scene): { structs: RawStruct[] } => ({
    structs: entry(doc, client, (parent) => [
      { parent, key: META, content: facts(scene, more(scene)) },
      { parent, key: BODY, content: fragment },
    ]),
  })

export const ENTRIES: readonly Attack[] = [
  {
    id: 'message-in-two-steps',
    tries: 'a message whose facts come later',
    by: 'collaborator',
    meets: 'incomplete',
    build: (scene) => {
      const doc = replica(scene)
      const client = doc.clientID
      return {
        hostile: [
          craft([
            {
              client,
              clock: 0,
              structs: entry(doc, client, (parent) => [{ parent, key: BODY, content: fragment }]),
            },
          ]),
        ],
      }
    },
  },
  {
    id: 'message-without-text',
    tries: 'a message without a text',
    by: 'collaborator',
    meets: 'incomplete',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [{ parent, key: META, content: facts(scene) }]),
    })),
  },
  {
    id: 'message-of-nothing',
    tries: 'an empty map among the messages',
    by: 'collaborator',
    meets: 'incomplete',
    build: byChange((doc) => conversationRoots(doc).messages.push([new Y.Map()])),
  },
  {
    id: 'meta-twice',
    tries: 'facts twice, of which the second count',
    by: 'collaborator',
    meets: 'immutable',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [
        { parent, key: META, content: facts(scene) },
        { parent, key: BODY, content: fragment },
        { origin: { client, clock: 1 }, content: facts(scene, { author: scene.cast.owner }) },
      ]),
    })),
  },
  {
    id: 'body-twice',
    tries: 'a text twice',
    by: 'collaborator',
    meets: 'immutable',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [
        { parent, key: META, content: facts(scene) },
        { parent, key: BODY, content: fragment },
        { origin: { client, clock: 2 }, content: fragment },
      ]),
    })),
  },
  {
    id: 'meta-of-two-values',
    tries: 'two values in the place of the facts',
    by: 'collaborator',
    meets: 'value',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [
        {
          parent,
          key: META,
          content: {
            kind: 'plain',
            values: [messageBy(scene.cast.collaborator), messageBy(scene.cast.owner)],
          },
        },
        { parent, key: BODY, content: fragment },
      ]),
    })),
  },
  {
    id: 'created-then-stripped',
    tries: 'a message whose facts are deleted as it is made',
    by: 'collaborator',
    meets: 'incomplete',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [
        { parent, key: META, content: facts(scene) },
        { parent, key: BODY, content: fragment },
      ]),
      deletes: [{ client, ranges: [[1, 1]] }],
    })),
  },
  {
    id: 'created-then-deleted',
    tries: 'a message that is deleted as it is made',
    by: 'collaborator',
    meets: 'delete',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [
        { parent, key: META, content: facts(scene) },
        { parent, key: BODY, content: fragment },
      ]),
      deletes: [{ client, ranges: [[0, 3]] }],
    })),
  },
  {
    id: 'entry-of-holes',
    tries: 'a hole among the messages',
    by: 'collaborator',
    meets: 'content',
    build: byStructs((doc) => ({
      structs: [{ origin: lastMessage(doc).lastId, content: { kind: 'deleted', length: 3 } }],
    })),
  },
  {
    id: 'entry-of-plain-values',
    tries: 'a plain value among the messages',
    by: 'collaborator',
    meets: 'content',
    build: byStructs((doc, _client, scene) => ({
      structs: [{ origin: lastMessage(doc).lastId, content: facts(scene) }],
    })),
  },
  {
    id: 'entry-of-another-type',
    tries: 'a text among the messages',
    by: 'collaborator',
    meets: 'content',
    build: byStructs((doc) => ({
      structs: [{ origin: lastMessage(doc).lastId, content: { kind: 'type', type: TYPE.text } }],
    })),
  },
  {
    id: 'duplicate-message',
    tries: 'a message with the id of another',
    by: 'collaborator',
    meets: 'duplicate',
    build: byStructs(withFacts(() => ({ id: MESSAGES.reply }))),
  },
  {
    id: 'duplicate-message-own',
    tries: 'two messages with one id',
    by: 'collaborator',
    meets: 'duplicate',
    build: byChange((doc, { cast }) => {
      addMessage(doc, messageBy(cast.collaborator), fillWithText('a'))
      addMessage(doc, messageBy(cast.collaborator), fillWithText('b'))
    }),
  },
  {
    id: 'duplicate-branch',
    tries: 'a branch with the id of another',
    by: 'owner',
    meets: 'duplicate',
    build: byChange((doc, { cast }) =>
      addBranch(doc, {
        id: BRANCH,
        createdBy: cast.owner,
        forkFrom: null,
        parentBranch: 'main',
        createdAt: 1,
      }),
    ),
  },
  {
    id: 'branch-main',
    tries: 'an entry for the main branch',
    by: 'owner',
    meets: 'duplicate',
    build: byChange((doc, { cast }) =>
      addBranch(doc, {
        id: 'main',
        createdBy: cast.owner,
        forkFrom: MESSAGES.own,
        parentBranch: BRANCH,
        createdAt: 1,
      }),
    ),
  },
  {
    id: 'duplicate-run',
    tries: 'a run with the id of another',
    by: 'owner',
    meets: 'duplicate',
    build: byChange((doc, { cast }) =>
      addRun(doc, {
        id: RUN,
        parentId: MESSAGES.owners,
        branchId: 'main',
        requestedBy: cast.owner,
        agent: cast.bot,
        model: '',
        createdAt: 1,
      }),
    ),
  },
  {
    id: 'dangling-parent',
    tries: 'a message under one that does not exist',
    by: 'collaborator',
    meets: 'reference',
    build: byStructs(withFacts(() => ({ parentId: 'msg-nowhere' }))),
  },
  {
    id: 'dangling-branch',
    tries: 'a message in a branch that does not exist',
    by: 'collaborator',
    meets: 'reference',
    build: byStructs(withFacts(() => ({ branchId: 'branch-nowhere' }))),
  },
  {
    id: 'dangling-fork',
    tries: 'a branch from a message that does not exist',
    by: 'collaborator',
    meets: 'reference',
    build: byChange((doc, { cast }) =>
      addBranch(doc, {
        id: 'branch-hostile',
        createdBy: cast.collaborator,
        forkFrom: 'msg-nowhere',
        parentBranch: 'main',
        createdAt: 1,
      }),
    ),
  },
  {
    id: 'dangling-summary',
    tries: 'a summary of what does not exist',
    by: 'collaborator',
    meets: 'reference',
    build: byStructs(withFacts(() => ({ summaryOf: { branchId: 'main', messageId: 'msg-nowhere' } }))),
  },
  {
    id: 'summary-with-more',
    tries: 'a summary that carries more than what it sums up',
    by: 'collaborator',
    meets: 'value',
    build: byStructs(
      withFacts(() => ({ summaryOf: { branchId: 'main', messageId: MESSAGES.owners, text: 'more' } })),
    ),
  },
  {
    id: 'origin-invented',
    tries: 'a message that claims to come from another conversation',
    by: 'collaborator',
    meets: 'key',
    build: byStructs(withFacts(() => ({ origin: { model: 'oak', summary: { name: 'The plan' } } }))),
  },
  {
    id: 'dangling-run',
    tries: 'a run for a message that does not exist',
    by: 'collaborator',
    meets: 'reference',
    build: byChange((doc, { cast }) =>
      addRun(doc, {
        id: 'run-hostile',
        parentId: 'msg-nowhere',
        branchId: 'main',
        requestedBy: cast.collaborator,
        agent: cast.agent,
        model: '',
        createdAt: 1,
      }),
    ),
  },
  {
    id: 'cycle-of-one',
    tries: 'a message under itself',
    by: 'collaborator',
    meets: 'reference',
    build: byStructs(withFacts(() => ({ parentId: 'msg-hostile' }))),
  },
  {
    id: 'cycle-of-messages',
    tries: 'two messages under each other',
    by: 'collaborator',
    meets: 'reference',
    build: byChange((doc, { cast }) => {
      addMessage(
        doc,
        messageBy(cast.collaborator, { id: 'hostile-1', parentId: 'hostile-2' }),
        fillWithText('a'),
      )
      addMessage(
        doc,
        messageBy(cast.collaborator, { id: 'hostile-2', parentId: 'hostile-1' }),
        fillWithText('b'),
      )
    }),
  },
  {
    id: 'cycle-of-branches',
    tries: 'two branches from each other',
    by: 'collaborator',
    meets: 'reference',
    build: byChange((doc, { cast }) => {
      for (const [id, parentBranch] of [
        ['hostile-1', 'hostile-2'],
        ['hostile-2', 'hostile-1'],
      ] as const) {
        addBranch(doc, { id, createdBy: cast.collaborator, forkFrom: null, parentBranch, createdAt: 1 })
      }
    }),
  },
  {
    id: 'cycle-of-branch-and-message',
    tries: 'a branch that forks from a message of its own',
    by: 'collaborator',
    meets: 'reference',
    build: byChange((doc, { cast }) => {
      addBranch(doc, {
        id: 'branch-hostile',
        createdBy: cast.collaborator,
        forkFrom: 'msg-hostile',
        parentBranch: 'main',
        createdAt: 1,
      })
      addMessage(doc, messageBy(cast.collaborator, { branchId: 'branch-hostile' }), fillWithText('a'))
    }),
  },
  {
    id: 'extra-key',
    tries: 'a key that messages do not have',
    by: 'collaborator',
    meets: 'key',
    build: byChange((doc) => entryOf(doc, MESSAGES.own).set('pinned', true)),
  },
  {
    id: 'extra-key-prototype',
    tries: 'a key that every object has',
    by: 'collaborator',
    meets: 'key',
    build: byChange((doc) => entryOf(doc, MESSAGES.own).set('constructor', true)),
  },
  {
    id: 'extra-fact',
    tries: 'a fact that messages do not have',
    by: 'collaborator',
    meets: 'key',
    build: byStructs(withFacts(() => ({ system: true }))),
  },
  {
    id: 'extra-setting',
    tries: 'a setting that does not exist',
    by: 'owner',
    meets: 'key',
    build: byChange((doc) => conversationRoots(doc).settings.set('toString', 'x')),
  },
  {
    id: 'first-branch-without-measure',
    tries: 'a colour for the first branch that there is not',
    by: 'owner',
    meets: 'value',
    build: byChange((doc) => colourBranch(doc, MAIN_BRANCH, 99)),
  },
  {
    id: 'first-branch-deleted',
    tries: 'the first branch marked as deleted, as others can be',
    by: 'owner',
    meets: 'key',
    build: byChange((doc) => conversationRoots(doc).settings.set('firstBranchDel', { by: 'x' })),
  },
  {
    id: 'branch-for-no-purpose',
    tries: 'a branch for a purpose that there is not',
    by: 'collaborator',
    meets: 'value',
    build: byChange((doc, { cast }) =>
      addBranch(doc, {
        id: 'odd-purpose',
        createdBy: cast.collaborator,
        forkFrom: null,
        parentBranch: MAIN_BRANCH,
        createdAt: 1,
        purpose: 'secret' as 'summary',
      }),
    ),
  },
  {
    id: 'bad-id',
    tries: 'a message whose id is a path',
    by: 'collaborator',
    meets: 'value',
    build: byStructs(withFacts(() => ({ id: '../../etc' }))),
  },
  {
    id: 'bad-time',
    tries: 'a message of a time that is no number',
    by: 'collaborator',
    meets: 'value',
    build: byStructs(withFacts(() => ({ createdAt: Number.NaN }))),
  },
  {
    id: 'bad-attachments',
    tries: 'a thousand attachments',
    by: 'collaborator',
    meets: 'value',
    build: byStructs(withFacts(() => ({ attachments: Array.from({ length: 300 }, (_, n) => `file-${n}`) }))),
  },
  {
    id: 'wrong-body-for-person',
    tries: "a person's message with an agent's kind of text",
    by: 'collaborator',
    meets: 'content',
    build: byStructs((doc, client, scene) => ({
      structs: entry(doc, client, (parent) => [
        { parent, key: META, content: facts(scene) },
        { parent, key: BODY, content: { kind: 'type', type: TYPE.text } },
      ]),
    })),
  },
  {
    id: 'wrong-body-for-agent',
    tries: "an agent's message with a person's kind of text",
    by: 'bot',
    meets: 'content',
    build: byStructs((doc, client, { cast }) => ({
      structs: entry(doc, client, (parent) => [
        {
          parent,
          key: META,
          content: { kind: 'plain', values: [messageBy(cast.bot, { role: 'assistant' })] },
        },
        { parent, key: BODY, content: fragment },
      ]),
    })),
  },
  {
    id: 'setting-of-wrong-type',
    tries: 'an object as the title',
    by: 'owner',
    meets: 'value',
    build: byChange((doc) => conversationRoots(doc).settings.set('title', { toString: 'x' })),
  },
  {
    id: 'setting-as-shared-type',
    tries: 'a shared text as the title',
    by: 'owner',
    meets: 'value',
    build: byChange((doc) => conversationRoots(doc).settings.set('title', new Y.Text('x'))),
  },
  {
    id: 'setting-as-list-item',
    tries: 'an item in the list that a map has, too',
    by: 'owner',
    meets: 'content',
    build: byStructs(() => ({
      structs: [{ parent: ROOT.settings, content: { kind: 'plain', values: ['x'] } }],
    })),
  },
  {
    id: 'setting-too-long',
    tries: 'a title of 100,000 characters',
    by: 'owner',
    meets: 'value',
    build: byChange((doc) => conversationRoots(doc).settings.set('title', 'x'.repeat(100_000))),
  },
]
