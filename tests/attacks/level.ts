/** Writing without the level for it. */
import * as Y from 'yjs'
import {
  addMessage,
  archiveBranch,
  changeSetting,
  conversationRoots,
  fillWithText,
  MESSAGE_KEY,
} from '../../shared/document/index.ts'
import { MAIN_BRANCH } from '../../shared/ids.ts'
import { type Attack, byChange, byStructs, changeOf, replica } from './attack.ts'
import { craft } from './craft.ts'
import { messageBy } from './hostile-entry.ts'
import { bodyOf, entryOf, itemOf, MESSAGES, replyOf } from './scene.ts'

export const LEVEL: readonly Attack[] = [
  {
    id: 'viewer-setting',
    tries: 'another title, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc) => changeSetting(doc, 'title', 'Mine')),
  },
  {
    id: 'viewer-first-branch',
    tries: 'archiving the first branch, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc) => archiveBranch(doc, MAIN_BRANCH, true)),
  },
  {
    id: 'viewer-message',
    tries: "a message in a viewer's own name",
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc, { cast }) => addMessage(doc, messageBy(cast.viewer), fillWithText('Hello'))),
  },
  {
    id: 'viewer-edit',
    tries: 'writing in a message, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc) => bodyOf(doc, MESSAGES.owners).insert(0, [new Y.XmlElement('paragraph')])),
  },
  {
    id: 'viewer-delete-text',
    tries: 'deleting text, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc) => replyOf(doc, MESSAGES.reply).delete(0, 5)),
  },
  {
    id: 'viewer-delete-message',
    tries: 'deleting a message, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc) => conversationRoots(doc).messages.delete(0, 1)),
  },
  {
    id: 'viewer-delete-beyond',
    tries: 'deleting what does not exist yet, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byStructs((_doc, client) => ({ structs: [], deletes: [{ client, ranges: [[0, 1000]] }] })),
  },
  {
    id: 'viewer-garbage-struct',
    tries: 'taking up a client id with garbage, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byStructs(() => ({ structs: [{ content: { kind: 'collected', length: 5 } }] })),
  },
  {
    id: 'viewer-gap',
    tries: 'making the server ask again and again, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: (scene) => ({
      hostile: [
        craft([
          {
            client: scene.newClient(),
            clock: 1000,
            structs: [{ parent: 'settings', key: 'title', content: { kind: 'plain', values: ['x'] } }],
          },
        ]),
      ],
    }),
  },
  {
    id: 'viewer-sync-step-2',
    tries: 'sending back the whole document, with nothing new',
    by: 'viewer',
    meets: 'noop',
    build: (scene) => ({ hostile: [Y.encodeStateAsUpdate(replica(scene))] }),
  },
  {
    id: 'viewer-sync-step-2-with-more',
    tries: 'sending back the whole document with a little more',
    by: 'viewer',
    meets: 'read-only',
    build: (scene) => {
      const doc = replica(scene)
      changeOf(doc, () => changeSetting(doc, 'title', 'Mine'))
      return { hostile: [Y.encodeStateAsUpdate(doc)] }
    },
  },
  {
    id: 'viewer-clean-up',
    tries: 'taking away a mark, as Yjs itself does in tidying up',
    by: 'viewer',
    meets: 'noop',
    build: byStructs((doc) => {
      const [paragraph] = bodyOf(doc, MESSAGES.owners).toArray()
      const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
      const mark = text instanceof Y.XmlText ? text._start : null
      if (!(mark?.content instanceof Y.ContentFormat)) throw new Error('There is no mark in this scene.')
      return { structs: [], deletes: [{ client: mark.id.client, ranges: [[mark.id.clock, 1]] }] }
    }),
  },
  {
    id: 'viewer-clean-up-and-more',
    tries: 'deleting text beside a mark, by a viewer',
    by: 'viewer',
    meets: 'read-only',
    build: byStructs((doc) => {
      const [paragraph] = bodyOf(doc, MESSAGES.owners).toArray()
      const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
      if (!(text instanceof Y.XmlText)) throw new Error('There is no text in this scene.')
      const ranges: (readonly [number, number])[] = []
      for (let item = text._start; item !== null; item = item.right) ranges.push([item.id.clock, item.length])
      ranges.sort(([a], [b]) => a - b)
      return { structs: [], deletes: [{ client: itemOf(text).id.client, ranges }] }
    }),
  },
  {
    id: 'before-revocation',
    tries: 'an edit made while one still had the right',
    by: 'viewer',
    meets: 'read-only',
    build: byChange((doc, { cast }) => {
      changeSetting(doc, 'title', 'While I could')
      addMessage(doc, messageBy(cast.viewer), fillWithText('while I could'))
    }),
  },
  {
    id: 'half-allowed',
    tries: "one's own message together with another title for a branch, and a reply's end",
    by: 'collaborator',
    meets: 'body',
    build: byChange((doc, { cast }) => {
      addMessage(doc, messageBy(cast.collaborator), fillWithText('fine'))
      changeSetting(doc, 'title', 'fine, too')
      replyOf(doc, MESSAGES.reply).insert(0, 'not fine')
    }),
  },
  {
    id: 'half-allowed-delete',
    tries: "one's own message together with a deletion of another's",
    by: 'collaborator',
    meets: 'delete',
    build: byChange((doc, { cast }) => {
      addMessage(doc, messageBy(cast.collaborator), fillWithText('fine'))
      entryOf(doc, MESSAGES.owners).set(MESSAGE_KEY.deleted, { by: cast.collaborator })
    }),
  },
]
