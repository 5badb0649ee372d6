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
import { type Attack, byChange, byStructs, changeOf, meets, replica } from './attack.ts'
import { craft } from './craft.ts'
import { messageBy, plain } from './hostile-entry.ts'
import { bodyOf, entryOf, itemOf, MESSAGES, replyOf } from './scene.ts'

const readOnly = meets('read-only', 'viewer')
const noop = meets('noop', 'viewer')

export const LEVEL: readonly Attack[] = [
  readOnly(
    'viewer-setting',
    'another title, by a viewer',
    byChange((doc) => changeSetting(doc, 'title', 'Mine')),
  ),
  readOnly(
    'viewer-first-branch',
    'archiving the first branch, by a viewer',
    byChange((doc) => archiveBranch(doc, MAIN_BRANCH, true)),
  ),
  readOnly(
    'viewer-message',
    "a message in a viewer's own name",
    byChange((doc, { cast }) => addMessage(doc, messageBy(cast.viewer), fillWithText('Hello'))),
  ),
  readOnly(
    'viewer-edit',
    'writing in a message, by a viewer',
    byChange((doc) => bodyOf(doc, MESSAGES.owners).insert(0, [new Y.XmlElement('paragraph')])),
  ),
  readOnly(
    'viewer-delete-text',
    'deleting text, by a viewer',
    byChange((doc) => replyOf(doc, MESSAGES.reply).delete(0, 5)),
  ),
  readOnly(
    'viewer-delete-message',
    'deleting a message, by a viewer',
    byChange((doc) => conversationRoots(doc).messages.delete(0, 1)),
  ),
  readOnly(
    'viewer-delete-beyond',
    'deleting what does not exist yet, by a viewer',
    byStructs((_doc, client) => ({ structs: [], deletes: [{ client, ranges: [[0, 1000]] }] })),
  ),
  readOnly(
    'viewer-garbage-struct',
    'taking up a client id with garbage, by a viewer',
    byStructs(() => ({ structs: [{ content: { kind: 'collected', length: 5 } }] })),
  ),
  readOnly('viewer-gap', 'making the server ask again and again, by a viewer', (scene) => ({
    hostile: [
      craft([
        {
          client: scene.newClient(),
          clock: 1000,
          structs: [{ parent: 'settings', key: 'title', content: plain('x') }],
        },
      ]),
    ],
  })),
  noop('viewer-sync-step-2', 'sending back the whole document, with nothing new', (scene) => ({
    hostile: [Y.encodeStateAsUpdate(replica(scene))],
  })),
  readOnly('viewer-sync-step-2-with-more', 'sending back the whole document with a little more', (scene) => {
    const doc = replica(scene)
    changeOf(doc, () => changeSetting(doc, 'title', 'Mine'))
    return { hostile: [Y.encodeStateAsUpdate(doc)] }
  }),
  noop(
    'viewer-clean-up',
    'taking away a mark, as Yjs itself does in tidying up',
    byStructs((doc) => {
      const [paragraph] = bodyOf(doc, MESSAGES.owners).toArray()
      const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
      const mark = text instanceof Y.XmlText ? text._start : null
      if (!(mark?.content instanceof Y.ContentFormat)) throw new Error('There is no mark in this scene.')
      return { structs: [], deletes: [{ client: mark.id.client, ranges: [[mark.id.clock, 1]] }] }
    }),
  ),
  readOnly(
    'viewer-clean-up-and-more',
    'deleting text beside a mark, by a viewer',
    byStructs((doc) => {
      const [paragraph] = bodyOf(doc, MESSAGES.owners).toArray()
      const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : undefined
      if (!(text instanceof Y.XmlText)) throw new Error('There is no text in this scene.')
      const ranges: (readonly [number, number])[] = []
      for (let item = text._start; item !== null; item = item.right) ranges.push([item.id.clock, item.length])
      ranges.sort(([a], [b]) => a - b)
      return { structs: [], deletes: [{ client: itemOf(text).id.client, ranges }] }
    }),
  ),
  readOnly(
    'before-revocation',
    'an edit made while one still had the right',
    byChange((doc, { cast }) => {
      changeSetting(doc, 'title', 'While I could')
      addMessage(doc, messageBy(cast.viewer), fillWithText('while I could'))
    }),
  ),
  meets('body')(
    'half-allowed',
    "one's own message together with another title for a branch, and a reply's end",
    byChange((doc, { cast }) => {
      addMessage(doc, messageBy(cast.collaborator), fillWithText('fine'))
      changeSetting(doc, 'title', 'fine, too')
      replyOf(doc, MESSAGES.reply).insert(0, 'not fine')
    }),
  ),
  meets('delete')(
    'half-allowed-delete',
    "one's own message together with a deletion of another's",
    byChange((doc, { cast }) => {
      addMessage(doc, messageBy(cast.collaborator), fillWithText('fine'))
      entryOf(doc, MESSAGES.owners).set(MESSAGE_KEY.deleted, { by: cast.collaborator })
    }),
  ),
]
