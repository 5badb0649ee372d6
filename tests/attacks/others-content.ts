/** Changing or taking away what others wrote. */
import * as Y from 'yjs'
import { BRANCH_KEY, conversationRoots, MESSAGE_KEY } from '../../shared/document/index.ts'
import { type Attack, byChange, byStructs, meets } from './attack.ts'
import { TYPE } from './craft.ts'
import { plain, shared } from './hostile-entry.ts'
import { BRANCH, bodyOf, entryOf, itemOf, MESSAGES, OWNERS_BRANCH, RUN, replyOf } from './scene.ts'

const firstMessage = (doc: Y.Doc): Y.Item => itemOf(conversationRoots(doc).messages.get(0))

const deletion = meets('delete')
const ownersDeletion = meets('delete', 'owner')
const ownersBody = meets('body', 'owner')
const body = meets('body')
const ownersKey = meets('key', 'owner')
const order = meets('order')

export const OTHERS_CONTENT: readonly Attack[] = [
  deletion(
    'hard-delete',
    "taking another person's message out of the list",
    byChange((doc) => conversationRoots(doc).messages.delete(0, 1)),
  ),
  deletion(
    'hard-delete-own',
    "taking one's own message out of the list",
    byChange((doc) => conversationRoots(doc).messages.delete(2, 1)),
  ),
  ownersDeletion(
    'hard-delete-by-owner',
    'taking every message out of the list, by the owner',
    byChange((doc) => {
      const { messages } = conversationRoots(doc)
      messages.delete(0, messages.length)
    }),
  ),
  deletion(
    'soft-delete',
    "marking another person's message as deleted",
    byChange((doc, { cast }) =>
      entryOf(doc, MESSAGES.owners).set(MESSAGE_KEY.deleted, { by: cast.collaborator }),
    ),
  ),
  deletion(
    'soft-delete-reply',
    'marking a reply as deleted, by somebody who does not own the conversation',
    byChange((doc, { cast }) =>
      entryOf(doc, MESSAGES.reply).set(MESSAGE_KEY.deleted, { by: cast.collaborator }),
    ),
  ),
  meets('delete', 'bot')(
    'soft-delete-by-bot',
    "an agent marks a person's message as deleted",
    byChange((doc, { cast }) => entryOf(doc, MESSAGES.own).set(MESSAGE_KEY.deleted, { by: cast.bot })),
  ),
  deletion(
    'branch-soft-delete',
    "marking another person's branch as deleted",
    byChange((doc, { cast }) =>
      entryOf(doc, OWNERS_BRANCH).set(BRANCH_KEY.deleted, { by: cast.collaborator }),
    ),
  ),
  meets('read-only', 'viewer')(
    'branch-soft-delete-by-viewer',
    'a viewer marks a branch as deleted',
    byChange((doc, { cast }) => entryOf(doc, BRANCH).set(BRANCH_KEY.deleted, { by: cast.viewer })),
  ),
  meets('author')(
    'branch-deleted-in-another-name',
    "marking one's own branch as deleted in the owner's name",
    byChange((doc, { cast }) => entryOf(doc, BRANCH).set(BRANCH_KEY.deleted, { by: cast.owner })),
  ),
  ownersBody(
    'reply-wiped',
    'emptying a reply',
    byChange((doc) => replyOf(doc, MESSAGES.reply).delete(0, replyOf(doc, MESSAGES.reply).length)),
  ),
  ownersBody(
    'reply-edited',
    'writing in a reply',
    byChange((doc) => replyOf(doc, MESSAGES.reply).insert(2, 'not a ')),
  ),
  body(
    'reply-formatted',
    'formatting a reply',
    byChange((doc) => replyOf(doc, MESSAGES.reply).format(0, 3, { bold: {} })),
  ),
  body(
    'reply-edited-as-xml',
    "putting a node into a reply's text",
    byStructs((doc) => ({
      structs: [
        {
          parent: itemOf(replyOf(doc, MESSAGES.reply)).id,
          content: { kind: 'type', type: TYPE.element, name: 'paragraph' },
        },
      ],
    })),
  ),
  body(
    'reply-attribute',
    "a key on a reply's text",
    byStructs((doc) => ({
      structs: [
        {
          parent: itemOf(replyOf(doc, MESSAGES.reply)).id,
          key: 'class',
          content: plain('x'),
        },
      ],
    })),
  ),
  meets('body', 'bot')(
    'message-wiped-by-bot',
    "an agent empties a person's message",
    byChange((doc) => bodyOf(doc, MESSAGES.owners).delete(0, 1)),
  ),
  ownersDeletion(
    'branch-deleted',
    'taking a branch out of the list',
    byChange((doc) => conversationRoots(doc).branches.delete(0, 1)),
  ),
  ownersDeletion(
    'run-deleted',
    'taking a run out of the list',
    byChange((doc) => conversationRoots(doc).runs.delete(0, 1)),
  ),
  ownersKey(
    'run-status-taken-away',
    'setting a run back to queued',
    byChange((doc) => entryOf(doc, RUN).delete('status')),
  ),
  order(
    'insert-in-front',
    'a message in front of all others',
    byChange((doc) => conversationRoots(doc).messages.insert(0, [new Y.Map()])),
  ),
  order(
    'insert-in-between',
    'a message between two others',
    byStructs((doc) => {
      const first = firstMessage(doc)
      return {
        structs: [
          {
            origin: first.lastId,
            rightOrigin: first.right?.id,
            content: shared('map'),
          },
        ],
      }
    }),
  ),
  order(
    'branch-in-front',
    'a branch in front of all others',
    byChange((doc) => conversationRoots(doc).branches.insert(0, [new Y.Map()])),
  ),
  ownersKey(
    'order-deleted',
    'deleting the schema version that the server wrote',
    byChange((doc) => conversationRoots(doc).settings.delete('schema')),
  ),
  meets('value')(
    'branch-colour-out-of-range',
    'a colour that does not exist',
    byChange((doc) => entryOf(doc, BRANCH).set('colour', 99)),
  ),
]
