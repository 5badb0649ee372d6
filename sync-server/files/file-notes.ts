/**
 * What stands of files in conversations' documents, written by the server's hand. Each method reads and writes in one
 * turn of the room, so that no message comes in between.
 */
import {
  type AbsentFile,
  type ArrivedFile,
  conversationRoots,
  forgetFile,
  noteAbsence,
  noteFile,
  readBringers,
} from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'
import type { ConversationId, PrincipalId } from '../../shared/ids.ts'
import { conversationRoom } from '../../shared/rooms.ts'
import type { Rooms } from '../rooms/rooms.ts'

export interface FileNotes {
  /** Of files that no message names it says nothing: they are their bringer's alone. Resolves to the others. */
  readonly arrived: (
    conversationId: ConversationId,
    files: readonly { readonly id: FileId; readonly file: ArrivedFile }[],
  ) => Promise<readonly FileId[]>
  /** Says why a file does not come, where a message of who was to bring it names it. */
  readonly absent: (
    conversationId: ConversationId,
    id: FileId,
    absence: AbsentFile & { readonly by: PrincipalId },
  ) => Promise<void>
  /**
   * Says that a file was taken off, where a message names it, and nothing of it else. Does nothing, and resolves to
   * false, where it is not theirs: `isTheirs`, or a message of theirs was the first that named it.
   */
  readonly takenOff: (
    conversationId: ConversationId,
    id: FileId,
    who: { readonly by: PrincipalId; readonly isTheirs: boolean; readonly at: number },
  ) => Promise<boolean>
  /** Which files messages name, of drafts and deleted messages too. */
  readonly named: (conversationId: ConversationId) => Promise<ReadonlySet<FileId>>
  /** Says nothing of a file any more, where no message names it; false where one does. */
  readonly takeUnnamed: (conversationId: ConversationId, id: FileId) => Promise<boolean>
}

export const createFileNotes = ({ edit }: Pick<Rooms, 'edit'>): FileNotes => {
  /** What a turn in the document has found out. */
  const inTurn = async <Value>(
    conversationId: ConversationId,
    otherwise: Value,
    task: (doc: Parameters<Parameters<Rooms['edit']>[1]>[0]) => Value,
  ): Promise<Value> => {
    let found = otherwise
    await edit(conversationRoom(conversationId), (doc) => {
      found = task(doc)
    })
    return found
  }

  return {
    arrived: (conversationId, files) =>
      inTurn<readonly FileId[]>(conversationId, [], (doc) => {
        const bringers = readBringers(conversationRoots(doc))
        const named = files.filter(({ id }) => bringers.has(id))
        for (const { id, file } of named) noteFile(doc, id, file)
        return named.map(({ id }) => id)
      }),

    absent: (conversationId, id, { why, at, by }) =>
      edit(conversationRoom(conversationId), (doc) => {
        if (readBringers(conversationRoots(doc)).get(id) === by) noteAbsence(doc, id, { why, at })
      }),

    takenOff: (conversationId, id, { by, isTheirs, at }) =>
      inTurn(conversationId, false, (doc) => {
        const bringer = readBringers(conversationRoots(doc)).get(id)
        if (!isTheirs && bringer !== by) return false
        forgetFile(doc, id)
        if (bringer !== undefined) noteAbsence(doc, id, { why: 'taken-off', at })
        return true
      }),

    named: (conversationId) =>
      inTurn<ReadonlySet<FileId>>(
        conversationId,
        new Set(),
        (doc) => new Set(readBringers(conversationRoots(doc)).keys()),
      ),

    takeUnnamed: (conversationId, id) =>
      inTurn(conversationId, false, (doc) => {
        if (readBringers(conversationRoots(doc)).has(id)) return false
        forgetFile(doc, id)
        return true
      }),
  }
}
