/** Whether a file is on the server, as the conversation's document says it, live. */
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { type ArrivedFile, conversationRoots, readFile } from '../../shared/document/index.ts'
import type { FileId } from '../../shared/files.ts'

export const useArrived = (doc: Y.Doc, id: FileId): ArrivedFile | undefined => {
  const roots = useMemo(() => conversationRoots(doc), [doc])
  const subscribe = useCallback(
    (listener: () => void) => {
      roots.files.observe(listener)
      return () => roots.files.unobserve(listener)
    },
    [roots],
  )
  // The value under the key keeps its identity; what is read of it would not.
  const noted = useSyncExternalStore(subscribe, () => roots.files.get(id))
  return useMemo(() => (noted === undefined ? undefined : readFile(roots, id)), [noted, roots, id])
}
