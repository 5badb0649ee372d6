/** Files that a message names and that are none: other shapes, other names, and word of what has arrived. */
import {
  addMessage,
  conversationRoots,
  fillWithText,
  noteFile,
  reportRun,
} from '../../shared/document/index.ts'
import { type FileId, fileIdOf } from '../../shared/files.ts'
import type { ConversationId, PrincipalId, RunId } from '../../shared/ids.ts'
import { type Attack, byChange, meets } from './attack.ts'
import { messageBy } from './hostile-entry.ts'
import { RUN } from './scene.ts'

const ID = fileIdOf('conversation' as ConversationId, 'somebody' as PrincipalId, 'x'.repeat(24))
const FILE = { id: ID, name: 'plan.txt', size: 12, type: 'text/plain' }

/** A message whose attachments are this. */
const attaching = (attachments: unknown): Attack['build'] =>
  byChange((doc, { cast }) =>
    addMessage(
      doc,
      { ...messageBy(cast.collaborator), attachments: attachments as [] },
      fillWithText('See the file.'),
    ),
  )

const refused = (id: string, tries: string, attachments: unknown): Attack =>
  meets('value')(id, tries, attaching(attachments))

const key = meets('key')

export const ATTACHMENTS: readonly Attack[] = [
  refused('attachment-id-path', 'a file whose id is a path', [{ ...FILE, id: '../../../etc/passwd' }]),
  refused('attachment-id-short', "a message's id for a file's", [{ ...FILE, id: 'msg-owner' }]),
  refused('attachment-id-only', 'the bare id of a file', [ID]),
  refused('attachment-name-long', 'a name of a megabyte', [{ ...FILE, name: 'x'.repeat(2 ** 20) }]),
  refused('attachment-name-over', 'a name one character too long', [{ ...FILE, name: 'x'.repeat(201) }]),
  refused('attachment-name-path', 'a name that climbs', [{ ...FILE, name: '../../plan.txt' }]),
  refused('attachment-name-windows', 'a name that climbs backwards', [{ ...FILE, name: '..\\plan.txt' }]),
  refused('attachment-name-line', 'a name that begins a header', [{ ...FILE, name: 'a\r\nSet-Cookie: a=b' }]),
  refused('attachment-name-turned', 'a program whose name reads as a picture', [
    { ...FILE, name: 'photo\u202egnp.exe' },
  ]),
  refused('attachment-name-empty', 'a name that nobody sees', [{ ...FILE, name: '  ' }]),
  refused('attachment-name-number', 'a number for a name', [{ ...FILE, name: 7 }]),
  refused('attachment-type-object', 'an object for a type', [{ ...FILE, type: { toString: 'text/html' } }]),
  refused('attachment-type-parameters', 'a type with more behind it', [
    { ...FILE, type: 'text/html; charset=utf-7' },
  ]),
  refused('attachment-type-none', 'a type that is none', [{ ...FILE, type: 'html' }]),
  refused('attachment-size-negative', 'less than nothing', [{ ...FILE, size: -1 }]),
  refused('attachment-size-endless', 'a size without end', [{ ...FILE, size: Number.POSITIVE_INFINITY }]),
  refused('attachment-size-text', 'a size in words', [{ ...FILE, size: 'large' }]),
  refused('attachment-side-huge', 'a picture as wide as the world', [{ ...FILE, width: 1e9, height: 1 }]),
  refused('attachment-alt-long', 'a description without end', [{ ...FILE, alt: 'x'.repeat(501) }]),
  refused('attachment-extra', 'an address to fetch it from', [{ ...FILE, url: 'https://example.org/a.png' }]),
  refused('attachment-missing', 'a file without a size', [{ id: ID, name: 'plan.txt', type: 'text/plain' }]),
  refused('attachment-prototype', 'a key of every object', [{ ...FILE, constructor: 'x' }]),
  refused(
    'attachments-many',
    'more files than a message may have',
    Array.from({ length: 21 }, () => FILE),
  ),
  refused('attachments-object', 'an object for the list', { 0: FILE, length: 1 }),
  refused('attachments-nested', 'a list in the list', [[FILE]]),
  meets('key', 'owner')(
    'file-noted',
    'word that a file has arrived, which is the server’s to give',
    byChange((doc) => noteFile(doc, ID, { size: 1, type: 'image/png', at: 1 })),
  ),
  key(
    'file-noted-at-random',
    'something under a key of its own among the files',
    byChange((doc) => conversationRoots(doc).files.set('x' as FileId, 'y')),
  ),
  key(
    'unread-forged',
    'to say for the agent what it could not read',
    byChange((doc) =>
      reportRun(doc, RUN as RunId, {
        usage: { unread: [{ name: 'plan.txt', why: 'kind' }] },
      }),
    ),
  ),
]
