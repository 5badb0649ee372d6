/** What the conversation's document says of a message's files, live: which are here, and why others do not come. */
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import {
  type AbsentFile,
  type ArrivedFile,
  type Attachment,
  conversationRoots,
  readAbsence,
  readFile,
} from '../../shared/document/index.ts'

/** A file as it is shown. */
export interface ShownFile {
  readonly attachment: Attachment
  /** Its sender guesses, the server knows. */
  readonly type: string
  readonly arrived: ArrivedFile | undefined
  readonly absent: AbsentFile | undefined
}

/** What the document says of a file. */
interface Note {
  readonly arrived?: ArrivedFile | undefined
  readonly absent?: AbsentFile | undefined
}

export const useShownFiles = (doc: Y.Doc, attachments: readonly Attachment[]): readonly ShownFile[] => {
  const roots = useMemo(() => conversationRoots(doc), [doc])
  const subscribe = useCallback(
    (listener: () => void) => {
      roots.files.observe(listener)
      return () => roots.files.unobserve(listener)
    },
    [roots],
  )
  // What is noted is small and plain: as a string it keeps its identity while it says the same.
  const noted = useSyncExternalStore(subscribe, () =>
    JSON.stringify(
      attachments.map(({ id }): Note => ({ arrived: readFile(roots, id), absent: readAbsence(roots, id) })),
    ),
  )
  return useMemo(() => {
    const notes = JSON.parse(noted) as readonly Note[]
    return attachments.map((attachment, index) => {
      const { arrived, absent } = notes[index] ?? {}
      return { attachment, type: arrived?.type ?? attachment.type, arrived, absent }
    })
  }, [noted, attachments])
}
