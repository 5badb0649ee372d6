/** Changing or taking away what others wrote. */
import * as Y from 'yjs'
import { BRANCH_KEY, conversationRoots, MESSAGE_KEY } from '../../shared/document/index.ts'
import { type Attack, byChange, byStructs } from './attack.ts'
import { TYPE } from './craft.ts'
import { BRANCH, bodyOf, entryOf, itemOf, MESSAGES, OWNERS_BRANCH, RUN, replyOf } from './scene.ts'

const firstMessage = (doc: Y.Doc): Y.Item => itemOf(conversationRoots(doc).messages.get(0))

export const OTHERS_CONTENT: readonly Attack[] = [
  {
    id: 'hard-delete',
    tries: "taking another person's message out of the list",
    by: 'collaborator',
    meets: 'delete',
    build: byChange((doc) => conversationRoots(doc).messages.delete(0, 1)),
  },
  {
    id: 'hard-delete-own',
    tries: "taking one's own message out of the list",
    by: 'collaborator',
    meets: 'delete',
    build: byChange((doc) => conversationRoots(doc).messages.delete(2, 1)),
  },
  {
    id: 'hard-delete-by-owner',
    tries: 'taking every message out of the list, by the owner',
    by: 'owner',
    meets: 'delete',
    build: byChange((doc) => {
      const { messages } = conversationRoots(doc)
      messages.delete(0, messages.length)
    }),
  },
  {
    id: 'soft-delete',
    tries: "marking another person's message as deleted",
    by: 'collaborator',
    meets: 'delete',
    build: byChange((doc, { cast }) =>
      entryOf(doc, MESSAGES.owners).set(MESSAGE_KEY.deleted, { by: cast.collaborator }),
    ),
  },
  {
    id: 'soft-delete-reply',
    tries: 'marking a reply as deleted, by somebody who does not own the conversation',
    by: 'collaborator',
    meets: 'delete',
    build: byChange((doc, { cast }) =>
      entryOf(doc, MESSAGES.reply).set(MESSAGE_KEY.deleted, { by: cast.collaborator }),
    ),
  },
  {
    id: 'soft-delete-by-bot',
    tries: "an agent marks a person's message as deleted",
    by: 'bot',
    meets: 'delete',
    build: byChange((doc, { cast }) => entryOf(doc, MESSAGES.own).set(MESSAGE_KEY.deleted, { by: cast.bot })),
  },
  {
    id: 'branch-soft-delete',
    tries: "marking another person's branch as deleted",
    by: 'collaborator',
    meets: 'delete',
    build: byChange((doc, { cast }) =>
      entryOf(doc, OWNERS_BRANCH).set(BRANCH_KEY.deleted, { by: cast.collaborator }),
    ),
  },
  {
    id: 'branch-soft-delete-by-viewer',
    tries: 'a viewer marks a branch as deleted',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc, { cast }) => entryOf(doc, BRANCH).set(BRANCH_KEY.deleted, { by: cast.viewer })),
  },
  {
    id: 'branch-deleted-in-another-name',
    tries: "marking one's own branch as deleted in the owner's name",
    by: 'collaborator',
    meets: 'author',
    build: byChange((doc, { cast }) => entryOf(doc, BRANCH).set(BRANCH_KEY.deleted, { by: cast.owner })),
  },
  {
    id: 'reply-wiped',
    tries: 'emptying a reply',
    by: 'owner',
    meets: 'body',
    build: byChange((doc) => replyOf(doc, MESSAGES.reply).delete(0, replyOf(doc, MESSAGES.reply).length)),
  },
  {
    id: 'reply-edited',
    tries: 'writing in a reply',
    by: 'owner',
    meets: 'body',
    build: byChange((doc) => replyOf(doc, MESSAGES.reply).insert(2, 'not a ')),
  },
  {
    id: 'reply-formatted',
    tries: 'formatting a reply',
    by: 'collaborator',
    meets: 'body',
    build: byChange((doc) => replyOf(doc, MESSAGES.reply).format(0, 3, { bold: {} })),
  },
  {
    id: 'reply-edited-as-xml',
    tries: "putting a node into a reply's text",
    by: 'collaborator',
    meets: 'body',
    build: byStructs((doc) => ({
      structs: [
        {
          parent: itemOf(replyOf(doc, MESSAGES.reply)).id,
          content: { kind: 'type', type: TYPE.element, name: 'paragraph' },
        },
      ],
    })),
  },
  {
    id: 'reply-attribute',
    tries: "a key on a reply's text",
    by: 'collaborator',
    meets: 'body',
    build: byStructs((doc) => ({
      structs: [
        {
          parent: itemOf(replyOf(doc, MESSAGES.reply)).id,
          key: 'class',
          content: { kind: 'plain', values: ['x'] },
        },
      ],
    })),
  },
  {
    id: 'message-wiped-by-bot',
    tries: "an agent empties a person's message",
    by: 'bot',
    meets: 'body',
    build: byChange((doc) => bodyOf(doc, MESSAGES.owners).delete(0, 1)),
  },
  {
    id: 'branch-deleted',
    tries: 'taking a branch out of the list',
    by: 'owner',
    meets: 'delete',
    build: byChange((doc) => conversationRoots(doc).branches.delete(0, 1)),
  },
  {
    id: 'run-deleted',
    tries: 'taking a run out of the list',
    by: 'owner',
    meets: 'delete',
    build: byChange((doc) => conversationRoots(doc).runs.delete(0, 1)),
  },
  {
    id: 'run-status-taken-away',
    tries: 'setting a run back to queued',
    by: 'owner',
    meets: 'key',
    build: byChange((doc) => entryOf(doc, RUN).delete('status')),
  },
  {
    id: 'insert-in-front',
    tries: 'a message in front of all others',
    by: 'collaborator',
    meets: 'order',
    build: byChange((doc) => conversationRoots(doc).messages.insert(0, [new Y.Map()])),
  },
  {
    id: 'insert-in-between',
    tries: 'a message between two others',
    by: 'collaborator',
    meets: 'order',
    build: byStructs((doc) => {
      const first = firstMessage(doc)
      return {
        structs: [
          {
            origin: first.lastId,
            rightOrigin: first.right?.id,
            content: { kind: 'type', type: TYPE.map },
          },
        ],
      }
    }),
  },
  {
    id: 'branch-in-front',
    tries: 'a branch in front of all others',
    by: 'collaborator',
    meets: 'order',
    build: byChange((doc) => conversationRoots(doc).branches.insert(0, [new Y.Map()])),
  },
  {
    id: 'order-deleted',
    tries: 'deleting the schema version that the server wrote',
    by: 'owner',
    meets: 'key',
    build: byChange((doc) => conversationRoots(doc).settings.delete('schema')),
  },
  {
    id: 'branch-colour-out-of-range',
    tries: 'a colour that does not exist',
    by: 'collaborator',
    meets: 'value',
    build: byChange((doc) => entryOf(doc, BRANCH).set('colour', 99)),
  },
]
