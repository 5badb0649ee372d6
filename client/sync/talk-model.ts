/** A side talk's document as stores for React. Read anew when a line comes, goes or is noted, not for its words. */
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { conversationRoots, readTalk, type TalkEntry } from '../../shared/document/index.ts'
import type { MessageId, PrincipalId } from '../../shared/ids.ts'
import { createPresenceBoard, type PresenceBoard } from './presence.ts'
import { createDerivedStore, type ReadableStore } from './store.ts'

export interface TalkModel {
  readonly doc: Y.Doc
  /** Everything that was said, oldest first. An entry keeps its identity while it says the same. */
  readonly lines: ReadableStore<readonly TalkEntry[]>
  readonly presence: PresenceBoard
  readonly close: () => void
}

/** What is needed of a replica. */
export interface TalkSource {
  readonly doc: Y.Doc
  readonly awareness: Awareness
}

export const createTalkModel = ({ doc, awareness }: TalkSource, me: PrincipalId): TalkModel => {
  const roots = conversationRoots(doc)
  const presence = createPresenceBoard(awareness, me)
  let known: ReadonlyMap<MessageId, TalkEntry> = new Map()
  const lines = createDerivedStore(() => {
    const now = readTalk(doc).map((entry) => keepSame(known.get(entry.id), entry))
    known = new Map(now.map((entry) => [entry.id, entry]))
    return now
  })

  const isOfTheList = (type: unknown): boolean =>
    type === roots.messages || type === roots.order || type === roots.provenance
  const onTransaction = ({ changed }: Y.Transaction): void => {
    for (const type of changed.keys()) {
      if (!isOfTheList(type) && type.parent !== (roots.messages as unknown)) continue
      lines.invalidate()
      return
    }
  }
  doc.on('afterTransaction', onTransaction)

  return {
    doc,
    lines,
    presence,
    close: () => {
      doc.off('afterTransaction', onTransaction)
      presence.close()
    },
  }
}

const keepSame = (before: TalkEntry | undefined, now: TalkEntry): TalkEntry =>
  before !== undefined &&
  before.body === now.body &&
  before.receivedAt === now.receivedAt &&
  before.deleted?.by === now.deleted?.by &&
  before.deleted?.at === now.deleted?.at &&
  JSON.stringify(before.edits) === JSON.stringify(now.edits)
    ? before
    : now
