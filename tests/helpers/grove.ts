/** Conversations that were written long before anybody opens them, over the protocol and by their author alone. */
import type * as Y from 'yjs'
import { addBranch, addMessage, fillWithText } from '../../shared/document/index.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import { type TestPerson, until } from './banyan.ts'

/** Writes as this person, and waits until the server has it all. */
export const writeAs = async (
  person: TestPerson,
  id: ConversationId,
  write: (doc: Y.Doc) => void,
): Promise<void> => {
  const peer = person.sync(conversationRoom(id))
  await peer.synced
  peer.doc.transact(() => write(peer.doc))
  const mine = peer.doc.store.clients.get(peer.doc.clientID)?.length
  const reader = person.sync(conversationRoom(id))
  await reader.synced
  await until('the server has it all', () => reader.doc.store.clients.get(peer.doc.clientID)?.length === mine)
  reader.destroy()
  peer.destroy()
}

/** Messages one below the other: `trunk-1`, `trunk-2` and so on, which say so, and what else is given. */
export const line = (
  doc: Y.Doc,
  author: PrincipalId,
  name: string,
  count: number,
  after: string | null,
  branchId = 'main',
  more = '',
): void => {
  for (let index = 1; index <= count; index++) {
    addMessage(
      doc,
      {
        id: `${name}-${index}`,
        author,
        role: 'user',
        parentId: index === 1 ? after : `${name}-${index - 1}`,
        branchId,
        createdAt: 1_700_000_000_000 + index,
      },
      fillWithText(`${name} says ${index}${more}`),
    )
  }
}

/** The same, each of which takes its room, so that there is a way to scroll. */
export const longLine = (
  doc: Y.Doc,
  author: PrincipalId,
  name: string,
  count: number,
  after: string | null,
  branchId = 'main',
): void =>
  line(
    doc,
    author,
    name,
    count,
    after,
    branchId,
    `\n\n${'Some words that take their room on the page. '.repeat(6)}`,
  )

export const fork = (doc: Y.Doc, by: PrincipalId, id: string, forkFrom: string | null, name?: string): void =>
  addBranch(
    doc,
    { id, createdBy: by, forkFrom, parentBranch: 'main', createdAt: 1_700_000_000_000 },
    name === undefined ? {} : { name },
  )
